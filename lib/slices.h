/*
 * Into how many slices a day is cut.  Small slices bound memory and feed the
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

#define SLICES_MAX 4096

/* Start times from start up to, not including, end; instants. */
struct slice {
	int64_t start, end;
};

struct slices {
	struct slice day;
	size_t count;
	double rows; /* the planner's estimate for the day */
};

/* What the planner expects of reading an interval. */
struct slice_estimate {
	double cost;         /* in the planner's units */
	double rows;         /* that come out */
	double indexed_rows; /* that indexes point to */
	double scan_cost;    /* of sequential scans */
};

/* How many slices a day of that many plays wants, 1 to SLICES_MAX.  Pure. */
size_t slices_wanted(double rows);

/*
 * How many of the wanted slices a day can afford when each reads what `slice`
 * reads: all together no more than about two scans of the day.  At least 1.
 *
 * What an index finds is judged by its rows, not by its cost: for a BRIN index
 * the planner reckons as if the rows lay scattered over the table.  Pure.
 */
size_t slices_affordable(size_t wanted, const struct slice_estimate *day,
    const struct slice_estimate *slice);

/* The slice of this index; together they are the day, without overlap. */
struct slice slices_at(const struct slices *slices, size_t index);

/* Asks the planner. */
int slices_plan(struct db *db, const struct day *day, struct slices *slices,
    struct err *err);

#endif
