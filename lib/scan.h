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

struct scan {
	struct db *source;                /* in a repeatable read transaction */
	const struct db_options *connect; /* for more connections like it */
	unsigned jobs;
	struct map_budget *budget; /* or NULL */
	/* Called now and then by the thread that called scan_plays, or NULL. */
	void (*progress)(void *arg, int64_t plays_read);
	void *arg;
};

/*
 * Rolls up the plays of total->day into `total`, which is initialised and
 * empty.
 */
int scan_plays(const struct scan *scan, struct rollup *total, struct err *err);

#endif
