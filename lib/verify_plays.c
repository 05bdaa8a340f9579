#include "lib/verify_plays.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/lookback.h"
#include "lib/replica.h"
#include "lib/schema.h"
#include "queries.h"

/* A verification under way. */
struct check {
	const struct verify_plays_options *options;
	struct verify_report *report;
	struct err *err;
	struct db db;
	struct db source; /* when it is another server */
	struct db_options source_connect;
	struct scan_pool pool;
	size_t kept;
};

static int
open_database(struct db *db, const struct db_options *options, struct err *err)
{
	if (db_connect(db, options, err) < 0)
		return -1;
	return schema_check(db, err);
}

/* A replica is asked first: what it has replayed by then is in its snapshot. */
static int
begin(struct check *check)
{
	static const char begin[] =
	    "begin transaction isolation level repeatable read read only";
	const struct verify_plays_options *options = check->options;
	struct replica replica;

	if (replica_look(check->pool.first, &replica, check->err) < 0 ||
	    db_command(&check->db, begin, check->err) < 0)
		return -1;
	if (!options->source)
		return 0;
	if (db_command(&check->source, begin, check->err) < 0)
		return -1;
	return replica_check_sealed(
	    &replica, &check->db, options->first, options->last, check->err);
}

static int
open_databases(struct check *check)
{
	const struct verify_plays_options *options = check->options;

	check->source_connect = options->connect;
	check->pool.first = &check->db;
	check->pool.connect = &check->source_connect;
	check->pool.jobs = 1;
	if (open_database(&check->db, &options->connect, check->err) < 0)
		return -1;
	if (!options->source)
		return 0;
	check->source_connect.conninfo = options->source;
	check->source_connect.name = "the source server";
	check->pool.first = &check->source;
	return open_database(
	    &check->source, &check->source_connect, check->err);
}

/* What the record that holds says, zeros when there is none. */
struct totals {
	int64_t received, impressions, seconds, devices;
};

static int
read_totals(
    struct check *check, const struct record *record, struct totals *totals)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date)};
	struct db_rows rows;

	memset(totals, 0, sizeof(*totals));
	if (db_query(&check->db, &sql_effective_totals, 2, params, &rows,
		check->err) < 0)
		return -1;
	if (db_rows_count(&rows) == 1) {
		totals->received = db_int64(&rows, 0, 0);
		totals->impressions = db_int64(&rows, 0, 1);
		totals->seconds = db_int64(&rows, 0, 2);
		totals->devices = db_int64(&rows, 0, 3);
	}
	db_rows_release(&rows);
	return 0;
}

static int
report_difference(struct check *check, const struct record *now)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	enum verify_verdict verdict = VERIFY_TAMPERED;
	const char *reading = "the plays changed";
	struct totals then;

	if (read_totals(check, now, &then) < 0)
		return -1;
	if (now->plays_received == 0) {
		verdict = VERIFY_INCOMPLETE;
		reading = "its plays are no longer there";
	} else if (now->plays_received > then.received) {
		verdict = VERIFY_INCOMPLETE;
		reading = "plays came later";
	}
	verify_count(check->report, "differences", 1);
	verify_problem(check->report, verdict,
	    "campaign %s on %s: %s: received %" PRId64 ", now %" PRId64
	    "; impressions %" PRId64 ", now %" PRId64 "; seconds %" PRId64
	    ", now %" PRId64 "; devices %" PRId64 ", now %" PRId64,
	    uuid_format(&now->campaign_id, campaign),
	    date_format(now->date, date), reading, then.received,
	    now->plays_received, then.impressions, now->total_impressions,
	    then.seconds, now->total_duration_seconds, then.devices,
	    now->unique_devices);
	return 0;
}

static int
check_day(struct check *check, struct date date)
{
	const struct scan scan = {.pool = &check->pool};
	const struct lookback lookback = {
	    .db = &check->db, .scan = &scan, .reason = REASON_LATE_PLAYS};
	struct restatements list = {.count = 0};
	char text[DATE_TEXT_SIZE];
	struct looked looked;
	int result;

	result = lookback_day(&lookback, date, &list, &looked, check->err);
	check->kept += looked.kept;
	if (result == 0 && !looked.sealed)
		verify_problem(check->report, VERIFY_INCOMPLETE,
		    "%s is not sealed", date_format(date, text));
	verify_count(check->report, "days", looked.sealed);
	for (size_t i = 0; i < list.count && result == 0; i++)
		result = report_difference(check, &list.items[i].record);
	restatements_release(&list);
	return result;
}

static void
say_limits(struct check *check)
{
	if (check->kept > 0)
		verify_unchecked(check->report,
		    "%zu records that a person corrected", check->kept);
	verify_unchecked(check->report,
	    "whether the records are those that were sealed: see pop-verify "
	    "db");
	verify_unchecked(check->report,
	    "whether the screens showed what the players reported");
}

int
verify_plays(const struct verify_plays_options *options,
    struct verify_report *report, struct err *err)
{
	struct check *check = calloc(1, sizeof(*check));
	int result;

	memset(report, 0, sizeof(*report));
	if (!check)
		return err_memory(err);
	check->options = options;
	check->report = report;
	check->err = err;
	verify_count(report, "days", 0);
	verify_count(report, "differences", 0);
	result = open_databases(check);
	if (result == 0)
		result = begin(check);
	for (struct date date = options->first;
	     result == 0 && date_compare(date, options->last) <= 0;
	     date = date_add_days(date, 1))
		result = check_day(check, date);
	if (result == 0)
		say_limits(check);
	scan_pool_release(&check->pool);
	db_close(&check->source);
	db_close(&check->db);
	free(check);
	return result;
}
