#include "cgi-bin/report_query.h"

#include <string.h>

#include "cgi-bin/limits.h"
#include "lib/db_batch.h"
#include "lib/record_reader.h"
#include "lib/schema.h"
#include "queries.h"

enum call {
	CALL_BEGIN,
	CALL_SETTINGS,
	CALL_VERSION,
	CALL_CAMPAIGN,
	CALL_UNIQUES,
	CALL_RECORDS,
	CALL_DEVICES,
	CALL_COMMIT,
	CALL_COUNT
};

enum campaign_column {
	CAMPAIGN_NAME,
	CAMPAIGN_HAS_FLIGHT,
	CAMPAIGN_STARTS_ON,
	CAMPAIGN_ENDS_ON,
	CAMPAIGN_TODAY,
	CAMPAIGN_TIME_ZONE,
	CAMPAIGN_LOOKBACK_DAYS
};

enum device_column {
	DEVICE_DATE,
	DEVICE_ID,
	DEVICE_STORE_ID,
	DEVICE_IMPRESSIONS,
	DEVICE_DURATION_SECONDS
};

/* A query under way. */
struct run {
	struct report_query *query;
	struct hash hash;
	struct db_rows rows[CALL_COUNT];
	bool begun;    /* the report has its flight */
	bool finished; /* and all its records */
	bool stopped;  /* by the listener */
};

static int
read_date(const struct db_rows *rows, int column, struct date *date)
{
	return date_parse(db_text(rows, 0, column), date);
}

static int
read_flight(const struct db_rows *rows, struct flight *flight, struct err *err)
{
	int rc = read_date(rows, CAMPAIGN_TODAY, &flight->today);

	flight->known = db_bool(rows, 0, CAMPAIGN_HAS_FLIGHT);
	if (rc == 0 && flight->known)
		rc = read_date(rows, CAMPAIGN_STARTS_ON, &flight->starts_on);
	flight->has_end = !db_is_null(rows, 0, CAMPAIGN_ENDS_ON);
	if (rc == 0 && flight->has_end)
		rc = read_date(rows, CAMPAIGN_ENDS_ON, &flight->ends_on);
	if (rc != 0)
		return err_set(err, ERR_DATA, "malformed flight dates");
	return 0;
}

/* Once, when the campaign's row has come. */
static int
begin(struct run *run, struct err *err)
{
	const struct db_rows *rows = &run->rows[CALL_CAMPAIGN];
	struct report_query *query = run->query;
	struct flight flight = {0};

	if (run->begun)
		return 0;
	run->begun = true;
	if (read_flight(rows, &flight, err) != 0)
		return -1;
	query->known = true;
	query->today = flight.today;
	query->lookback_days =
	    (int32_t)db_int64(rows, 0, CAMPAIGN_LOOKBACK_DAYS);
	report_set_flight(&query->report, &flight);
	return report_set_names(&query->report, db_text(rows, 0, CAMPAIGN_NAME),
	    db_text(rows, 0, CAMPAIGN_TIME_ZONE), err);
}

/* What a report says beside its records. */
static int
hash_report(struct run *run, struct err *err)
{
	const struct report *report = &run->query->report;

	for (size_t i = 0; i < report->day_count; i++) {
		const unsigned char state[] = {
		    (unsigned char)report->days[i].state,
		    report->days[i].missing};

		if (hash_update(&run->hash, state, sizeof(state), err) != 0)
			return -1;
	}
	if (hash_update(&run->hash, &run->query->variant, 1, err) != 0 ||
	    hash_update(&run->hash, report->campaign_name,
		strlen(report->campaign_name) + 1, err) != 0 ||
	    hash_update(&run->hash, report->time_zone,
		strlen(report->time_zone) + 1, err) != 0)
		return -1;
	return hash_final(&run->hash, run->query->digest, err);
}

/* Once, when all records have come. */
static int
finish(struct run *run, struct err *err)
{
	const struct db_rows *uniques = &run->rows[CALL_UNIQUES];

	if (run->finished)
		return 0;
	run->finished = true;
	if (begin(run, err) != 0)
		return -1;
	report_finish(&run->query->report, db_int64(uniques, 0, 0),
	    db_int64(uniques, 0, 1));
	if (hash_report(run, err) != 0)
		return -1;
	run->stopped = !run->query->sink->ready(run->query->sink->arg);
	return 0;
}

static int
hash_row(struct run *run, const struct db_rows *row, struct err *err)
{
	for (int column = 0; column < RECORD_READER_COLUMNS; column++) {
		const char *text = db_text(row, 0, column);

		if (hash_update(&run->hash, text, strlen(text) + 1, err) != 0)
			return -1;
	}
	return 0;
}

static int
take_record(void *arg, const struct db_rows *row, struct err *err)
{
	struct run *run = arg;
	const struct report_sink *sink = run->query->sink;
	struct record record = {0};
	int rc = begin(run, err);

	if (rc == 0)
		rc = hash_row(run, row, err);
	if (rc == 0)
		rc = record_read(&record, row, 0, err);
	if (rc == 0)
		rc = report_add(&run->query->report, &record, err);
	if (rc == 0 && sink->record)
		sink->record(sink->arg, &record);
	record_release(&record);
	return rc;
}

static int
take_device(void *arg, const struct db_rows *row, struct err *err)
{
	struct run *run = arg;
	const struct report_sink *sink = run->query->sink;
	struct device_count device = {0};
	struct date date;

	if (finish(run, err) != 0 || run->stopped)
		return -1;
	device.has_store = !db_is_null(row, 0, DEVICE_STORE_ID);
	if (read_date(row, DEVICE_DATE, &date) != 0 ||
	    uuid_parse(db_text(row, 0, DEVICE_ID), &device.device_id) != 0 ||
	    (device.has_store && uuid_parse(db_text(row, 0, DEVICE_STORE_ID),
				     &device.store_id) != 0))
		return err_set(err, ERR_DATA, "malformed device row");
	device.impressions = db_int64(row, 0, DEVICE_IMPRESSIONS);
	device.duration_seconds = db_int64(row, 0, DEVICE_DURATION_SECONDS);
	sink->device(sink->arg, date, &device);
	return 0;
}

static int
ask(struct run *run, const char *const params[3], struct err *err)
{
	static const char *const settings[] = {LIMIT_STATEMENT_MS};
	const struct db_options options = {
	    .program = "proof-of-play.cgi",
	    .pooled = true,
	    .connect_timeout_s = LIMIT_CONNECT_SECONDS,
	};
	struct db_call calls[CALL_COUNT] = {
	    [CALL_BEGIN] = {.text = "begin isolation level repeatable read, "
				    "read only"},
	    [CALL_SETTINGS] = {sql_report_settings.text, 1, settings, NULL,
		NULL},
	    [CALL_VERSION] = {.text = sql_schema_version.text},
	    [CALL_CAMPAIGN] = {sql_report_campaign.text, 1, params, NULL, NULL},
	    [CALL_UNIQUES] = {sql_report_uniques.text, 3, params, NULL, NULL},
	    [CALL_RECORDS] = {sql_report_records.text, 3, params, take_record,
		run},
	    [CALL_DEVICES] = {sql_report_devices.text, 3, params, take_device,
		run},
	    [CALL_COMMIT] = {.text = "commit"},
	};
	size_t count = CALL_COUNT;
	struct db db;
	int rc;

	if (!run->query->sink->device) {
		calls[CALL_DEVICES] = calls[CALL_COMMIT];
		count--;
	}
	if (db_connect(&db, &options, err) != 0)
		return -1;
	rc = db_batch(&db, calls, count, run->rows, err);
	db_close(&db);
	return rc;
}

/* The version first: any other failure may only be its consequence. */
static int
check_version(const struct run *run, int rc, struct err *err)
{
	const struct db_rows *rows = &run->rows[CALL_VERSION];

	if (db_rows_count(rows) == 1) {
		int64_t version = db_int64(rows, 0, 0);

		if (version != SCHEMA_VERSION)
			return schema_check_version(version, err);
	} else if (rc != 0)
		schema_explain(err);
	else
		return err_set(
		    err, ERR_CONFIG, "pop.schema_version is not one row");
	return rc;
}

int
report_query_run(struct report_query *query, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(&query->campaign_id, campaign),
	    date_format(query->from, from), date_format(query->to, to)};
	struct run run = {.query = query};
	int rc;

	query->known = false;
	rc = report_init(
	    &query->report, &query->campaign_id, query->from, query->to, err);
	if (rc == 0)
		rc = hash_init(&run.hash, err);
	if (rc == 0)
		rc = check_version(&run, ask(&run, params, err), err);
	if (rc == 0 && db_rows_count(&run.rows[CALL_CAMPAIGN]) == 1)
		rc = finish(&run, err);
	for (size_t i = 0; i < CALL_COUNT; i++)
		db_rows_release(&run.rows[i]);
	hash_release(&run.hash);
	return run.stopped ? 0 : rc;
}

void
report_query_release(struct report_query *query)
{
	report_release(&query->report);
}
