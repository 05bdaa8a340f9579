/*
 * Into how many slices a day is cut.  Slices bound memory and feed the
 * connections; but when the log has no index or partition on the start time
 * each slice costs a scan of the whole log, so the planner is asked first.
 */
#ifndef LIB_SLICES_H
#define LIB_SLICES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"

/* Start times of a slice: whole consecutive hours of the day, half open. */
struct slice {
	int64_t start, end; /* instants */
};

struct slices {
	size_t count;
	struct slice items[DAY_MAX_HOURS];
	double rows; /* the planner's estimate for the day */
};

/* What the planner expects of reading an interval. */
struct slice_estimate {
	double cost; /* in the planner's units */
	double rows;
};

/*
 * Chooses how many slices: one when the day's plays fit in one comfortably,
 * else one an hour, or so few that all together cost no more than about twice
 * one scan of the day.  Pure.
 */
size_t slices_choose(size_t hours, const struct slice_estimate *day,
    const struct slice_estimate *hour);

/* Cuts a day into `count` slices of about equally many hours.  Pure. */
void slices_cut(const struct day *day, size_t count, struct slices *slices);

/* Asks the planner, and cuts. */
int slices_plan(struct db *db, const struct day *day, struct slices *slices,
    struct err *err);

#endif
