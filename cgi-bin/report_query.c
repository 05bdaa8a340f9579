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
	CALL_COMMIT,
	CALL_COUNT
};

enum campaign_column {
	CAMPAIGN_NAME,
	CAMPAIGN_HAS_FLIGHT,
	CAMPAIGN_STARTS_ON,
	CAMPAIGN_ENDS_ON,
	CAMPAIGN_TODAY
};

static int
take_record(void *arg, const struct db_rows *row, struct err *err)
{
	struct record record = {0};
	int rc = record_read(&record, row, 0, err);

	if (rc == 0)
		rc = report_add(arg, &record, err);
	record_release(&record);
	return rc;
}

static int
run(struct report *report, const char *const params[3], struct db_rows *rows,
    struct err *err)
{
	const struct db_options options = {
	    .program = "proof-of-play.cgi",
	    .pooled = true,
	    .connect_timeout_s = LIMIT_CONNECT_SECONDS,
	};
	static const char *const settings[] = {LIMIT_STATEMENT_MS};
	const struct db_call calls[CALL_COUNT] = {
	    [CALL_BEGIN] = {.text = "begin isolation level repeatable read, "
				    "read only"},
	    [CALL_SETTINGS] = {sql_report_settings.text, 1, settings, NULL,
		NULL},
	    [CALL_VERSION] = {.text = sql_schema_version.text},
	    [CALL_CAMPAIGN] = {sql_report_campaign.text, 1, params, NULL, NULL},
	    [CALL_UNIQUES] = {sql_report_uniques.text, 3, params, NULL, NULL},
	    [CALL_RECORDS] = {sql_report_records.text, 3, params, take_record,
		report},
	    [CALL_COMMIT] = {.text = "commit"},
	};
	struct db db;
	int rc;

	if (db_connect(&db, &options, err) != 0)
		return -1;
	rc = db_batch(&db, calls, CALL_COUNT, rows, err);
	db_close(&db);
	return rc;
}

/* The version first: any other failure may only be its consequence. */
static int
check_version(const struct db_rows *rows, int rc, struct err *err)
{
	if (db_rows_count(&rows[CALL_VERSION]) == 1) {
		int64_t version = db_int64(&rows[CALL_VERSION], 0, 0);

		if (version != SCHEMA_VERSION)
			return schema_check_version(version, err);
	} else if (rc != 0)
		schema_explain(err);
	else
		return err_set(
		    err, ERR_CONFIG, "pop.schema_version is not one row");
	return rc;
}

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

static int
finish(struct report *report, const struct db_rows *rows, struct err *err)
{
	const struct db_rows *campaign = &rows[CALL_CAMPAIGN];
	struct flight flight = {0};

	if (read_flight(campaign, &flight, err) != 0)
		return -1;
	if (!report->campaign_name &&
	    report_set_name(report, db_text(campaign, 0, CAMPAIGN_NAME), err) !=
		0)
		return -1;
	report_finish(report, &flight, db_int64(&rows[CALL_UNIQUES], 0, 0),
	    db_int64(&rows[CALL_UNIQUES], 0, 1));
	return 0;
}

int
report_query(struct report *report, const struct report_range *range,
    bool *known, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(&range->campaign_id, campaign),
	    date_format(range->from, from), date_format(range->to, to)};
	struct db_rows rows[CALL_COUNT] = {{NULL}};
	int rc;

	*known = false;
	if (report_init(
		report, &range->campaign_id, range->from, range->to, err) != 0)
		return -1;
	rc = run(report, params, rows, err);
	rc = check_version(rows, rc, err);
	if (rc == 0)
		*known = db_rows_count(&rows[CALL_CAMPAIGN]) == 1;
	if (*known)
		rc = finish(report, rows, err);
	for (size_t i = 0; i < CALL_COUNT; i++)
		db_rows_release(&rows[i]);
	return rc;
}
