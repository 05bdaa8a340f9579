#include "lib/record_reader.h"

#include <stdbool.h>
#include <string.h>

#include "lib/breakdown.h"
#include "lib/hash.h"

enum column {
	COLUMN_ID,
	COLUMN_CAMPAIGN_ID,
	COLUMN_ADVERTISER_ID,
	COLUMN_CAMPAIGN_NAME,
	COLUMN_DATE,
	COLUMN_TIME_ZONE,
	COLUMN_DAY_START,
	COLUMN_DAY_END,
	COLUMN_POLICY_ID,
	COLUMN_OUTSIDE_FLIGHT,
	COLUMN_TOTAL_IMPRESSIONS,
	COLUMN_UNIQUE_DEVICES,
	COLUMN_UNIQUE_STORES,
	COLUMN_TOTAL_DURATION_SECONDS,
	COLUMN_HOURLY_BREAKDOWN,
	COLUMN_GEOGRAPHIC_BREAKDOWN,
	COLUMN_PLAYS_RECEIVED,
	COLUMN_PLAYS_EXCLUDED,
	COLUMN_DEVICES_SHA256,
	COLUMN_CREATED_AT
};

static int
read_identity(struct record *record, const struct db_rows *rows, size_t row,
    struct err *err)
{
	const char *devices = db_text(rows, row, COLUMN_DEVICES_SHA256);

	record->has_advertiser = !db_is_null(rows, row, COLUMN_ADVERTISER_ID);
	if (uuid_parse(db_text(rows, row, COLUMN_ID), &record->id) != 0 ||
	    uuid_parse(db_text(rows, row, COLUMN_CAMPAIGN_ID),
		&record->campaign_id) != 0 ||
	    (record->has_advertiser &&
		uuid_parse(db_text(rows, row, COLUMN_ADVERTISER_ID),
		    &record->advertiser_id) != 0) ||
	    date_parse(db_text(rows, row, COLUMN_DATE), &record->date) != 0 ||
	    strlen(devices) != HASH_HEX_SIZE - 1 ||
	    hash_parse(devices, record->devices_sha256) != 0)
		return err_set(err, ERR_DATA, "malformed record %s",
		    db_text(rows, row, COLUMN_ID));
	record->campaign_name =
	    strdup(db_text(rows, row, COLUMN_CAMPAIGN_NAME));
	record->time_zone = strdup(db_text(rows, row, COLUMN_TIME_ZONE));
	if (!record->campaign_name || !record->time_zone)
		return err_memory(err);
	return 0;
}

static void
read_numbers(struct record *record, const struct db_rows *rows, size_t row)
{
	record->day_start = db_int64(rows, row, COLUMN_DAY_START);
	record->day_end = db_int64(rows, row, COLUMN_DAY_END);
	record->policy_id = db_int64(rows, row, COLUMN_POLICY_ID);
	record->outside_flight = db_bool(rows, row, COLUMN_OUTSIDE_FLIGHT);
	record->total_impressions =
	    db_int64(rows, row, COLUMN_TOTAL_IMPRESSIONS);
	record->unique_devices = db_int64(rows, row, COLUMN_UNIQUE_DEVICES);
	record->unique_stores = db_int64(rows, row, COLUMN_UNIQUE_STORES);
	record->total_duration_seconds =
	    db_int64(rows, row, COLUMN_TOTAL_DURATION_SECONDS);
	record->plays_received = db_int64(rows, row, COLUMN_PLAYS_RECEIVED);
	record->created_at = db_int64(rows, row, COLUMN_CREATED_AT);
}

int
record_read(struct record *record, const struct db_rows *rows, size_t row,
    struct err *err)
{
	if (read_identity(record, rows, row, err) != 0)
		return -1;
	read_numbers(record, rows, row);
	return breakdown_parse(record,
	    db_text(rows, row, COLUMN_HOURLY_BREAKDOWN),
	    db_text(rows, row, COLUMN_GEOGRAPHIC_BREAKDOWN),
	    db_text(rows, row, COLUMN_PLAYS_EXCLUDED), err);
}
