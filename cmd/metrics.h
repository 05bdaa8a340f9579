/*
 * The metrics file of a run, in Prometheus' text format, for node_exporter's
 * textfile collector: written beside and renamed, so a reader never sees half.
 */
#ifndef CMD_METRICS_H
#define CMD_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/aggregate.h"
#include "lib/err.h"
#include "lib/record.h"

struct metrics {
	bool succeeded;
	int64_t finished_at; /* seconds since 1970 */
	double seconds;
	int64_t days_sealed;
	bool pending_known; /* false: as the old file has it */
	int64_t days_pending;
	int64_t corrections;
	int64_t plays_read;
	int64_t orphans;
	int64_t records;
	struct named_counts exclusions;
};

void metrics_release(struct metrics *metrics);

/* Adds a day's counts.  -1: out of memory. */
int metrics_add(struct metrics *metrics, const struct aggregate_result *result,
    struct err *err);

/*
 * Replaces the file.  A failed run keeps the time of the last success that the
 * old file has, and one that could not ask the days that are pending.
 */
int
metrics_write(const struct metrics *metrics, const char *path, struct err *err);

#endif
