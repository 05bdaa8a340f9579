/*
 * A run of the aggregation: a lock, and one transaction a day in which the day
 * is computed and its records are written.
 */
#ifndef LIB_AGGREGATE_H
#define LIB_AGGREGATE_H

#include <stdbool.h>

#include "lib/date.h"
#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"
#include "lib/map.h"
#include "lib/policy.h"
#include "lib/scan.h"

struct aggregate_options {
	struct db_options connect;
	unsigned jobs;
	bool dry_run; /* compute, write nothing, take no lock */
	/* as in struct scan, or NULL */
	void (*progress)(void *arg, int64_t plays_read, double plays_expected);
	void *arg;
};

/* A run under way. */
struct aggregate {
	const struct aggregate_options *options;
	struct db db;
	struct scan_pool pool;
	struct map_budget budget;
};

enum aggregate_outcome {
	AGGREGATE_SEALED,         /* written and committed */
	AGGREGATE_ALREADY_SEALED, /* left alone */
	AGGREGATE_COMPUTED        /* dry run: in the ledger only */
};

struct aggregate_result {
	enum aggregate_outcome outcome;
	struct day day;
	struct ledger ledger; /* empty when already sealed */
};

/*
 * Connects, checks the schema and takes the lock.  ERR_BUSY when another run
 * holds it.  `options` is borrowed until aggregate_close.
 */
int aggregate_open(struct aggregate *run,
    const struct aggregate_options *options, struct err *err);
void aggregate_close(struct aggregate *run); /* accepts a zeroed struct */

/* The current date in the newest policy's time zone. */
int aggregate_today(struct aggregate *run, struct date *today, struct err *err);

/*
 * Seals one day, all or nothing; a sealed day is left alone.  ERR_BUSY when
 * the day is not over.  The caller releases the result on success.
 */
int aggregate_day(struct aggregate *run, struct date date,
    struct aggregate_result *result, struct err *err);
void aggregate_result_release(struct aggregate_result *result);

#endif
