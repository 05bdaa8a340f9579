#include "cgi-bin/report_query.h"

#include <string.h>

#include "cgi-bin/campaign_row.h"
#include "lib/record_reader.h"
#include "queries.h"

/* Behind those of record_read. */
enum revision_column {
	RECORD_REVISION = RECORD_READER_COLUMNS,
	RECORD_REASON,
	RECORD_NOTE,
	RECORD_COLUMNS
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
	int64_t unique_devices, unique_stores; /* over the range */
	bool finished;                         /* all records are there */
	bool stopped;                          /* by the listener */
};

/* The campaign's row, if there is one, comes before all others. */
static int
take_campaign(void *arg, const struct db_rows *row, struct err *err)
{
	struct run *run = arg;
	struct report_query *query = run->query;
	struct campaign_row campaign;

	if (campaign_row_read(&campaign, row, err) != 0)
		return -1;
	query->known = true;
	query->today = campaign.flight.today;
	query->lookback_days = campaign.lookback_days;
	report_set_flight(&query->report, &campaign.flight);
	return report_set_names(
	    &query->report, campaign.name, campaign.time_zone, err);
}

static int
take_uniques(void *arg, const struct db_rows *row, struct err *err)
{
	struct run *run = arg;

	(void)err;
	run->unique_devices = db_int64(row, 0, 0);
	run->unique_stores = db_int64(row, 0, 1);
	return 0;
}

/* What a report says beside its records. */
static void
add_rest(struct report_query *query)
{
	const struct report *report = &query->report;

	for (size_t i = 0; i < report->day_count; i++) {
		const unsigned char state[] = {
		    (unsigned char)report->days[i].state,
		    report->days[i].missing};

		fingerprint_add(&query->fingerprint, state, sizeof(state));
	}
	fingerprint_add(&query->fingerprint, &query->variant, 1);
	fingerprint_add_text(&query->fingerprint, report->campaign_name);
	fingerprint_add_text(&query->fingerprint, report->time_zone);
}

/* Once, when all records have come. */
static void
finish(struct run *run)
{
	if (run->finished)
		return;
	run->finished = true;
	report_finish(
	    &run->query->report, run->unique_devices, run->unique_stores);
	add_rest(run->query);
	run->stopped = !run->query->sink->ready(run->query->sink->arg);
}

/* Adds a record; one that holds is counted and handed on. */
static int
add_record(struct run *run, const struct record *record,
    const struct report_revision *revision, struct err *err)
{
	const struct report_sink *sink = run->query->sink;
	struct report *report = &run->query->report;
	size_t before = report->record_count;

	if (report_add(report, record, revision->number > 0 ? revision : NULL,
		err) != 0)
		return -1;
	if (report->record_count == before)
		return 0;
	run->unique_devices = record->unique_devices;
	run->unique_stores = record->unique_stores;
	if (sink->record)
		run->stopped = !sink->record(sink->arg, record);
	return run->stopped ? -1 : 0;
}

static int
take_record(void *arg, const struct db_rows *row, struct err *err)
{
	struct run *run = arg;
	const struct report_revision revision = {
	    db_int64(row, 0, RECORD_REVISION), db_text(row, 0, RECORD_REASON),
	    db_text(row, 0, RECORD_NOTE)};
	struct record record = {0};
	int rc = record_read(&record, row, 0, err);

	for (int i = 0; i < RECORD_COLUMNS; i++)
		fingerprint_add_text(
		    &run->query->fingerprint, db_text(row, 0, i));
	if (rc == 0)
		rc = add_record(run, &record, &revision, err);
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

	finish(run);
	if (run->stopped)
		return -1;
	device.has_store = !db_is_null(row, 0, DEVICE_STORE_ID);
	if (date_parse(db_text(row, 0, DEVICE_DATE), &date) != 0 ||
	    uuid_parse(db_text(row, 0, DEVICE_ID), &device.device_id) != 0 ||
	    (device.has_store && uuid_parse(db_text(row, 0, DEVICE_STORE_ID),
				     &device.store_id) != 0))
		return err_set(err, ERR_DATA, "malformed device row");
	device.impressions = db_int64(row, 0, DEVICE_IMPRESSIONS);
	device.duration_seconds = db_int64(row, 0, DEVICE_DURATION_SECONDS);
	run->stopped = !sink->device(sink->arg, date, &device);
	return run->stopped ? -1 : 0;
}

static int
ask(struct run *run, struct database *database, struct problem *problem,
    struct err *err)
{
	char campaign[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	const char *const ids[] = {
	    uuid_format(&run->query->campaign_id, campaign)};
	const char *const dates[] = {date_format(run->query->from, from),
	    date_format(run->query->to, to)};
	struct db_call calls[4] = {
	    {sql_report_campaign.text, 1, ids, take_campaign, run},
	    {sql_report_records.text, 2, dates, take_record, run},
	};
	size_t count = 2;

	/* Those of a single day are in its record. */
	if (date_compare(run->query->from, run->query->to) < 0)
		calls[count++] = (struct db_call){
		    sql_report_uniques.text, 2, dates, take_uniques, run};
	if (run->query->sink->device)
		calls[count++] = (struct db_call){
		    sql_report_devices.text, 2, dates, take_device, run};
	return database_ask(database, calls, count, problem, err);
}

int
report_query_run(struct report_query *query, struct database *database,
    struct problem *problem, struct err *err)
{
	struct run run = {.query = query};
	int rc;

	query->known = false;
	fingerprint_init(&query->fingerprint);
	rc = report_init(
	    &query->report, &query->campaign_id, query->from, query->to, err);
	if (rc == 0)
		rc = ask(&run, database, problem, err);
	if (rc == 0 && query->known)
		finish(&run);
	return run.stopped ? 0 : rc;
}

void
report_query_release(struct report_query *query)
{
	report_release(&query->report);
}
