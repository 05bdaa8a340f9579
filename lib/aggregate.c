#include "lib/aggregate.h"

#include <inttypes.h>
#include <string.h>

#include "lib/compute.h"
#include "lib/log.h"
#include "lib/record_writer.h"
#include "lib/schema.h"
#include "lib/source.h"
#include "queries.h"

static int
take_lock(struct db *db, struct err *err)
{
	struct db_rows rows;
	bool locked;

	if (db_query(db, &sql_lock_run, 0, NULL, &rows, err) != 0)
		return -1;
	locked = db_bool(&rows, 0, 0);
	db_rows_release(&rows);
	if (locked)
		return 0;
	return err_set(
	    err, ERR_BUSY, "another run is working on this database");
}

int
aggregate_open(struct aggregate *run, const struct aggregate_options *options,
    struct err *err)
{
	memset(run, 0, sizeof(*run));
	run->options = options;
	run->pool.first = &run->db;
	run->pool.connect = &options->connect;
	run->pool.jobs = options->jobs;
	if (db_connect(&run->db, &options->connect, err) != 0)
		return -1;
	if (schema_check(&run->db, err) != 0 ||
	    (!options->dry_run && take_lock(&run->db, err) != 0)) {
		aggregate_close(run);
		return -1;
	}
	return 0;
}

void
aggregate_close(struct aggregate *run)
{
	scan_pool_release(&run->pool);
	db_close(&run->db);
}

int
aggregate_today(struct aggregate *run, struct date *today, struct err *err)
{
	struct policy policy;

	if (source_policy(&run->db, &policy, today, err) != 0)
		return -1;
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

/* Finds the day's interval; a day that is not over is refused. */
static int
find_day(struct aggregate *run, struct date date, const struct policy *policy,
    struct day *day, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	int64_t now;

	if (source_day(&run->db, date, policy->time_zone, day, &now, err) != 0)
		return -1;
	if (now >= day->end)
		return 0;
	return err_set(err, ERR_BUSY, "%s is not over in time zone \"%s\"",
	    date_format(date, text), day->time_zone);
}

static int
compute(struct aggregate *run, const struct policy *policy,
    struct aggregate_result *result, struct err *err)
{
	const struct scan scan = {.pool = &run->pool,
	    .budget = &run->budget,
	    .progress = run->options->progress,
	    .arg = run->options->arg};
	const struct ledger *ledger = &result->ledger;
	char text[DATE_TEXT_SIZE];

	if (compute_day(&scan, policy, &result->day, &result->ledger, err) != 0)
		return -1;
	log_info("%s: %" PRId64 " plays read, %" PRId64 " counted, %" PRId64
		 " excluded, %zu records",
	    date_format(result->day.date, text), ledger->plays_read,
	    ledger->counted, ledger->excluded, ledger->count);
	if (ledger->orphans > 0)
		log_warning("%s: %" PRId64 " plays belong to campaigns that "
			    "pop.source_campaign does not have; no record "
			    "can count them",
		    text, ledger->orphans);
	return 0;
}

/* The work of a day, within its transaction. */
static int
seal_day(struct aggregate *run, struct date date,
    struct aggregate_result *result, struct err *err)
{
	struct policy policy = {.id = 0};
	struct date today;
	bool sealed = false;
	int rc = -1;

	if (source_policy(&run->db, &policy, &today, err) != 0)
		return -1;
	if (find_day(run, date, &policy, &result->day, err) != 0)
		goto out;
	if (!run->options->dry_run &&
	    is_sealed(&run->db, date, &sealed, err) != 0)
		goto out;
	if (sealed) {
		result->outcome = AGGREGATE_ALREADY_SEALED;
		rc = 0;
		goto out;
	}
	if (compute(run, &policy, result, err) != 0)
		goto out;
	result->outcome =
	    run->options->dry_run ? AGGREGATE_COMPUTED : AGGREGATE_SEALED;
	rc = run->options->dry_run
		 ? 0
		 : record_writer_write(&run->db, &result->ledger, err);
out:
	policy_release(&policy);
	return rc;
}

int
aggregate_day(struct aggregate *run, struct date date,
    struct aggregate_result *result, struct err *err)
{
	const char *begin =
	    run->options->dry_run
		? "begin transaction isolation level repeatable read read only"
		: "begin transaction isolation level repeatable read";
	struct err ignored;

	memset(result, 0, sizeof(*result));
	if (db_command(&run->db, begin, err) != 0)
		return -1;
	if (seal_day(run, date, result, err) != 0) {
		db_command(&run->db, "rollback", &ignored);
		aggregate_result_release(result);
		return -1;
	}
	if (db_command(&run->db, "commit", err) != 0) {
		aggregate_result_release(result);
		return -1;
	}
	return 0;
}

void
aggregate_result_release(struct aggregate_result *result)
{
	ledger_release(&result->ledger);
}
