/*
 * A run of the aggregation: a lock, and one transaction a day in which the day
 * is computed and its records are written.
 */
#ifndef LIB_AGGREGATE_H
#define LIB_AGGREGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/canon.h"
#include "lib/date.h"
#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"
#include "lib/map.h"
#include "lib/policy.h"
#include "lib/publish.h"
#include "lib/replica.h"
#include "lib/run_log.h"
#include "lib/scan.h"

/* What a run is at, with a date. */
enum aggregate_step {
	AGGREGATE_READING,      /* its plays */
	AGGREGATE_LOOKING_BACK, /* reading them once more */
	AGGREGATE_WRITING       /* and sealing what they gave */
};

struct aggregate_options {
	struct db_options connect; /* where the records are */
	const char *source;        /* conninfo of the plays' server, or NULL */
	unsigned jobs;
	size_t max_memory;  /* bytes */
	bool dry_run;       /* compute, write nothing, take no lock */
	bool wait;          /* for the lock */
	bool recover;       /* the chain may be behind what was published */
	const char *origin; /* of the seals; "": as before */
	const struct publish_options *publish; /* origin aside, or NULL */
	/* Called when a step begins, or NULL. */
	void (*step)(void *arg, enum aggregate_step step, struct date date);
	/* as in struct scan, or NULL */
	void (*progress)(void *arg, int64_t plays_read, double plays_expected);
	void *arg; /* of both */
};

/* A run under way. */
struct aggregate {
	const struct aggregate_options *options;
	struct db db;
	struct db_options source_connect;
	struct db source;       /* when it is another server */
	struct replica replica; /* where plays are read, before they were */
	struct scan_pool pool;
	struct map_budget budget;
	char origin[SEAL_ORIGIN_SIZE];
	struct publish_options publish_options;
	struct publish publish; /* open when options->publish is set */
	bool publishing;
};

enum aggregate_outcome {
	AGGREGATE_SEALED,    /* written and committed */
	AGGREGATE_UNCHANGED, /* was sealed before, left alone */
	AGGREGATE_COMPUTED   /* dry run: in the ledger only */
};

struct aggregate_result {
	enum aggregate_outcome outcome;
	struct date date;
	struct day day;
	struct ledger ledger; /* empty when unchanged */
	int64_t policy_id;
	struct seal seal;           /* when it was sealed */
	double seconds;             /* that the day took */
	bool fell;                  /* to less than half of a week before */
	int64_t plays_week_earlier; /* in the records, when it fell */
};

/*
 * Connects, checks the schema and takes the lock; then holds the publication
 * directory against the chain, seals days that are older than the chain and
 * publishes what is not yet; to recover, the lock is all.  ERR_LOCKED when
 * another run holds it, ERR_DATA when the database is behind what was
 * published. `options` is borrowed until aggregate_close.
 */
int aggregate_open(struct aggregate *run,
    const struct aggregate_options *options, struct err *err);
void aggregate_close(struct aggregate *run); /* accepts a zeroed struct */

/* Says what is begun to whom options->step asks for. */
void aggregate_begin_step(
    const struct aggregate *run, enum aggregate_step step, struct date date);

/*
 * Publishes what is committed; without a directory, reads the given seal's
 * records once more.  `seal` may be NULL.
 */
int aggregate_publish(
    struct aggregate *run, const struct seal *seal, struct err *err);

/*
 * The current date in the newest policy's time zone, and how many days that
 * policy looks back; lookback_days may be NULL.
 */
int aggregate_today(struct aggregate *run, struct date *today,
    int32_t *lookback_days, struct err *err);

/*
 * Seals one day, all or nothing; a sealed day is left alone.  ERR_BUSY when
 * the day is not over, or not yet in the replica that is read.  The attempt is
 * recorded in pop.run, unless the day was sealed before.  The caller releases
 * the result on success.
 */
int aggregate_day(struct aggregate *run, struct date date,
    struct aggregate_result *result, struct err *err);
void aggregate_result_release(struct aggregate_result *result);

/*
 * Ends the transaction under way and puts a failure into pop.run; where the
 * connection was lost with a new one, once.  A dry run records nothing.
 * Without an outcome, it follows from the cause.
 */
void aggregate_record_failure(struct aggregate *run,
    const struct run_entry *entry, const struct err *cause);

/* Refuses a date that is not over, on record.  Returns -1. */
int
aggregate_refuse_day(struct aggregate *run, struct date date, struct err *err);

/* What looking back, or a person, corrected. */
struct aggregate_corrections {
	struct date date;   /* the last that was looked at */
	size_t days;        /* looked at */
	size_t corrections; /* written */
	size_t kept;        /* differ, but a person has corrected them before */
	struct seal seal;   /* of the corrections, when there are any */
};

/*
 * Computes the sealed dates from first to last once more, each under its own
 * policy, and writes what differs as corrections with the reason late_plays,
 * under one seal.  Dates with corrections, or one that failed, are recorded in
 * pop.run.
 */
int aggregate_look_back(struct aggregate *run, struct date first,
    struct date last, struct aggregate_corrections *result, struct err *err);

/* Whether the chain holds this seal; a zeroed one is in no chain. */
int aggregate_is_sealed(struct aggregate *run, const struct seal *seal,
    bool *there, struct err *err);

/* A correction that a person asks for. */
struct aggregate_request {
	struct date date;
	struct uuid campaign;
	enum correction_reason reason;
	const char *note;
	const struct map *excluded_devices; /* struct uuid, or NULL */
};

/*
 * Computes one campaign's date once more, without the excluded devices, and
 * writes the correction.  ERR_USAGE when the date is not sealed, ERR_DATA when
 * there is nothing to correct.
 */
int aggregate_correct(struct aggregate *run,
    const struct aggregate_request *request,
    struct aggregate_corrections *result, struct err *err);

#endif
