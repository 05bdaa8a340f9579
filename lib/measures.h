/*
 * What a record counts, as a value to add and to subtract: the difference that
 * a correction makes, field by field.  Pure.
 */
#ifndef LIB_MEASURES_H
#define LIB_MEASURES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/record.h"

struct measures {
	int64_t total_impressions;
	int64_t unique_devices;
	int64_t unique_stores;
	int64_t total_duration_seconds;
	int64_t hours[HOURS_PER_DAY];
	int64_t plays_received;
	struct named_counts exclusions; /* no zeros */
	struct named_counts regions;    /* no zeros */
	struct store_count *stores;     /* by id, none last; no zeros */
	size_t store_count;
};

/*
 * Adds `times` the measures of a record, 1 or -1, to a zeroed struct or to
 * what it holds.  A store keeps the name it came with first.  Returns 0, or -1
 * when out of memory; release it in either case.
 */
int measures_add(struct measures *measures, const struct record *record,
    int times, struct err *err);
void measures_release(struct measures *measures);

#endif
