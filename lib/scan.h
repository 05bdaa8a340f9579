/*
 * The scan: all plays of a day, rolled up.  Connections that share one
 * snapshot take slices from a queue; each has a rollup of its own, and the
 * rollups are merged at the end.
 */
#ifndef LIB_SCAN_H
#define LIB_SCAN_H

#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/rollup.h"

#define SCAN_MAX_JOBS 64

/*
 * The connections to the server that has the plays, kept over the days of a
 * run.  The first one is the caller's.
 */
struct scan_pool {
	struct db *first;                 /* borrowed */
	const struct db_options *connect; /* borrowed: for more like it */
	unsigned jobs;                    /* 1 to SCAN_MAX_JOBS */
	struct db more[SCAN_MAX_JOBS];    /* opened when first needed */
};

struct scan {
	struct scan_pool *pool; /* first is in a repeatable read transaction */
	struct map_budget *budget;          /* or NULL */
	const struct map *excluded_devices; /* struct uuid, or NULL */
	/* Called now and then by the thread that called scan_plays, or NULL. */
	void (*progress)(void *arg, int64_t plays_read, double plays_expected);
	void *arg;
};

void scan_pool_release(struct scan_pool *pool); /* leaves first alone */

/*
 * Rolls up the plays of total->day into `total`, which is initialised and
 * empty.  After a failure the pool's own connections are closed.
 */
int scan_plays(const struct scan *scan, struct rollup *total, struct err *err);

#endif
