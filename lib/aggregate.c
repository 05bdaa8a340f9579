#include "lib/aggregate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/chain.h"
#include "lib/clock.h"
#include "lib/compute.h"
#include "lib/log.h"
#include "lib/memory.h"
#include "lib/publisher.h"
#include "lib/record_writer.h"
#include "lib/run_log.h"
#include "lib/schema.h"
#include "lib/sealer.h"
#include "lib/source.h"
#include "queries.h"

#define LOCK_POLL_NS 500000000L
#define LARGEST_COPIES 8

static int
try_lock(struct db *db, bool *locked, struct err *err)
{
	struct db_rows rows;

	if (db_query(db, &sql_lock_run, 0, NULL, &rows, err) != 0)
		return -1;
	*locked = db_bool(&rows, 0, 0);
	db_rows_release(&rows);
	return 0;
}

static int
take_lock(struct db *db, bool wait, struct err *err)
{
	const struct timespec pause = {0, LOCK_POLL_NS};
	bool locked, said = false;

	for (;;) {
		if (try_lock(db, &locked, err) != 0)
			return -1;
		if (locked)
			return 0;
		if (!wait)
			return err_set(err, ERR_LOCKED,
			    "another run is working on this database");
		if (!said)
			log_info("waiting for another run to end");
		said = true;
		nanosleep(&pause, NULL);
	}
}

static int
open_connections(struct aggregate *run, struct err *err)
{
	const struct aggregate_options *options = run->options;
	struct db_options connect = options->connect;

	if (options->source)
		connect.name = "the record server";
	if (db_connect(&run->db, &connect, err) != 0 ||
	    schema_check(&run->db, err) != 0)
		return -1;
	run->source_connect = options->connect;
	run->pool.first = &run->db;
	run->pool.connect = &run->source_connect;
	run->pool.jobs = options->jobs;
	run->budget.limit = options->max_memory;
	if (!options->source)
		return 0;
	run->source_connect.conninfo = options->source;
	run->source_connect.name = "the source server";
	run->source_connect.read_only = true;
	run->pool.first = &run->source;
	if (db_connect(&run->source, &run->source_connect, err) != 0)
		return -1;
	return schema_check(&run->source, err);
}

void
aggregate_begin_step(
    const struct aggregate *run, enum aggregate_step step, struct date date)
{
	if (run->options->step)
		run->options->step(run->options->arg, step, date);
}

int
aggregate_publish(
    struct aggregate *run, const struct seal *seal, struct err *err)
{
	struct err ignored;

	if (run->publishing)
		return publisher_publish(
		    &run->publish, &run->db, &run->budget, err);
	if (!seal)
		return 0;
	if (db_command(&run->db,
		"begin transaction isolation level repeatable read read only",
		err) != 0)
		return -1;
	if (sealer_check(&run->db, seal, &run->budget, err) == 0)
		return db_command(&run->db, "commit", err);
	(void)db_command(&run->db, "rollback", &ignored);
	return -1;
}

/* What signatures speak for: the origin given, or that of the chain. */
static int
find_origin(struct aggregate *run, struct err *err)
{
	struct chain_link head;
	bool found;

	if (run->options->origin[0] != '\0') {
		snprintf(run->origin, sizeof(run->origin), "%s",
		    run->options->origin);
		return 0;
	}
	if (chain_head(&run->db, &found, &head, err) != 0)
		return -1;
	snprintf(run->origin, sizeof(run->origin), "%s",
	    found ? head.seal.origin : CHAIN_ORIGIN);
	return 0;
}

static int
open_publication(struct aggregate *run, struct err *err)
{
	run->publish_options = *run->options->publish;
	run->publish_options.origin = run->origin;
	if (publish_open(&run->publish, &run->publish_options, err) != 0)
		return -1;
	run->publishing = true;
	return publisher_check_head(&run->publish, &run->db, err);
}

/* Brings chain and publication to where the records are. */
static int
prepare_chain(struct aggregate *run, struct err *err)
{
	const struct aggregate_options *options = run->options;
	size_t sealed;

	if (find_origin(run, err) != 0)
		return -1;
	if (options->publish && open_publication(run, err) != 0)
		return -1;
	if (sealer_seal_old_days(
		&run->db, run->origin, &run->budget, &sealed, err) != 0)
		return -1;
	if (sealed > 0)
		log_info("sealed %zu days that had no seal", sealed);
	return aggregate_publish(run, NULL, err);
}

int
aggregate_open(struct aggregate *run, const struct aggregate_options *options,
    struct err *err)
{
	memset(run, 0, sizeof(*run));
	run->options = options;
	if (open_connections(run, err) == 0 &&
	    (options->dry_run ||
		(take_lock(&run->db, options->wait, err) == 0 &&
		    (options->recover || prepare_chain(run, err) == 0))))
		return 0;
	aggregate_close(run);
	return -1;
}

void
aggregate_close(struct aggregate *run)
{
	if (run->publishing)
		publish_close(&run->publish);
	run->publishing = false;
	scan_pool_release(&run->pool);
	db_close(&run->source);
	db_close(&run->db);
}

int
aggregate_today(struct aggregate *run, struct date *today,
    int32_t *lookback_days, struct err *err)
{
	struct policy policy;

	if (source_policy(&run->db, &policy, today, err) != 0)
		return -1;
	if (lookback_days)
		*lookback_days = policy.lookback_days;
	policy_release(&policy);
	return 0;
}

static int
is_sealed(struct db *db, struct date date, bool *sealed, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text)};
	struct db_rows rows;

	if (db_query(db, &sql_day_is_sealed, 1, params, &rows, err) != 0)
		return -1;
	*sealed = db_bool(&rows, 0, 0);
	db_rows_release(&rows);
	return 0;
}

/* Did the plays fall to less than half of the same weekday's? */
static int
compare_with_last_week(
    struct db *db, struct aggregate_result *result, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {
	    date_format(date_add_days(result->date, -7), text)};
	const struct ledger *ledger = &result->ledger;
	struct db_rows rows;

	if (db_query(db, &sql_plays_of_day, 1, params, &rows, err) != 0)
		return -1;
	if (!db_is_null(&rows, 0, 0)) {
		int64_t plays = db_int64(&rows, 0, 0);

		result->plays_week_earlier = plays;
		result->fell = plays > 2 * (ledger->counted + ledger->excluded);
	}
	db_rows_release(&rows);
	return 0;
}

/* Finds the day's interval; a day that is not over is refused. */
static int
find_day(struct aggregate *run, const struct policy *policy,
    struct aggregate_result *result, struct err *err)
{
	struct day *day = &result->day;
	char text[DATE_TEXT_SIZE];
	int64_t now;

	if (source_day(
		&run->db, result->date, policy->time_zone, day, &now, err) != 0)
		return -1;
	if (now >= day->end)
		return 0;
	return err_set(err, ERR_BUSY, "%s is not over in time zone \"%s\"",
	    date_format(result->date, text), day->time_zone);
}

static int
compute(struct aggregate *run, const struct policy *policy,
    struct aggregate_result *result, struct err *err)
{
	static const char begin[] =
	    "begin transaction isolation level repeatable read read only";
	const struct scan scan = {.pool = &run->pool,
	    .budget = &run->budget,
	    .progress = run->options->progress,
	    .arg = run->options->arg};
	bool other = run->pool.first == &run->source;

	aggregate_begin_step(run, AGGREGATE_READING, result->date);
	if (replica_check(&run->replica, result->day.end, err) != 0 ||
	    (other && db_command(&run->source, begin, err) != 0))
		return -1;
	if (compute_day(&scan, policy, &result->day, &result->ledger, err) != 0)
		return -1;
	if (other && db_command(&run->source, "commit", err) != 0)
		return -1;
	return compare_with_last_week(&run->db, result, err);
}

/*
 * Writes the records and reads them back for the seal.  The largest one is
 * text meanwhile, in several buffers at once.
 */
static int
write_and_seal(
    struct aggregate *run, struct aggregate_result *result, struct err *err)
{
	struct memory texts = {&run->budget, 0};
	int rc = -1;

	if (memory_take(&texts, result->ledger.largest * LARGEST_COPIES, err) !=
	    0)
		return -1;
	if (record_writer_write(&run->db, &result->ledger, err) == 0)
		rc = sealer_seal_day(&run->db, result->date,
		    result->day.time_zone, run->origin, &run->budget,
		    &result->seal, err);
	memory_give(&texts);
	return rc;
}

static int
write_day(struct aggregate *run, struct aggregate_result *result,
    double started, struct err *err)
{
	const struct run_counts counts = run_counts_of(&result->ledger);
	struct run_entry entry = {.date = result->date,
	    .policy_id = result->policy_id,
	    .counts = &counts,
	    .outcome = "sealed"};
	char text[DATE_TEXT_SIZE];

	log_info("%s: read %" PRId64 " plays in %.1f s",
	    date_format(result->date, text), result->ledger.plays_read,
	    clock_seconds() - started);
	aggregate_begin_step(run, AGGREGATE_WRITING, result->date);
	if (write_and_seal(run, result, err) != 0)
		return -1;
	entry.seconds = clock_seconds() - started;
	return run_log_add(&run->db, &entry, err);
}

/* The work of a day, within its transaction. */
static int
work_on_day(struct aggregate *run, struct aggregate_result *result,
    double started, struct err *err)
{
	const bool dry_run = run->options->dry_run;
	struct policy policy;
	struct date today;
	bool sealed = false;
	int rc = -1;

	if (source_policy(&run->db, &policy, &today, err) != 0)
		return -1;
	result->policy_id = policy.id;
	if (find_day(run, &policy, result, err) != 0 ||
	    (!dry_run && is_sealed(&run->db, result->date, &sealed, err) != 0))
		goto out;
	result->outcome = sealed    ? AGGREGATE_UNCHANGED
			  : dry_run ? AGGREGATE_COMPUTED
				    : AGGREGATE_SEALED;
	rc = sealed ? 0 : compute(run, &policy, result, err);
	if (rc == 0 && result->outcome == AGGREGATE_SEALED)
		rc = write_day(run, result, started, err);
out:
	policy_release(&policy);
	return rc;
}

static void
give_up(struct aggregate *run, const struct aggregate_result *result,
    double started, const struct err *cause)
{
	const struct run_entry entry = {.seconds = clock_seconds() - started,
	    .date = result->date,
	    .policy_id = result->policy_id};

	aggregate_record_failure(run, &entry, cause);
}

int
aggregate_day(struct aggregate *run, struct date date,
    struct aggregate_result *result, struct err *err)
{
	const char *begin =
	    run->options->dry_run
		? "begin transaction isolation level repeatable read read only"
		: "begin transaction isolation level repeatable read";
	double started = clock_seconds();

	memset(result, 0, sizeof(*result));
	result->date = date;
	if (replica_look(run->pool.first, &run->replica, err) != 0 ||
	    db_command(&run->db, begin, err) != 0)
		return -1;
	if (work_on_day(run, result, started, err) != 0 ||
	    db_command(&run->db, "commit", err) != 0) {
		give_up(run, result, started, err);
		aggregate_result_release(result);
		return -1;
	}
	if (result->outcome == AGGREGATE_SEALED &&
	    aggregate_publish(run, &result->seal, err) != 0) {
		give_up(run, result, started, err);
		aggregate_result_release(result);
		return -1;
	}
	result->seconds = clock_seconds() - started;
	return 0;
}

void
aggregate_result_release(struct aggregate_result *result)
{
	ledger_release(&result->ledger);
}
