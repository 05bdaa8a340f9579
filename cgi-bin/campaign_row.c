#include "cgi-bin/campaign_row.h"

enum column {
	COLUMN_NAME,
	COLUMN_HAS_FLIGHT,
	COLUMN_STARTS_ON,
	COLUMN_ENDS_ON,
	COLUMN_TODAY,
	COLUMN_TIME_ZONE,
	COLUMN_LOOKBACK_DAYS
};

static int
read_date(const struct db_rows *row, int column, struct date *date)
{
	return date_parse(db_text(row, 0, column), date);
}

static int
read_flight(const struct db_rows *row, struct flight *flight, struct err *err)
{
	int rc = read_date(row, COLUMN_TODAY, &flight->today);

	flight->known = db_bool(row, 0, COLUMN_HAS_FLIGHT);
	if (rc == 0 && flight->known)
		rc = read_date(row, COLUMN_STARTS_ON, &flight->starts_on);
	flight->has_end = !db_is_null(row, 0, COLUMN_ENDS_ON);
	if (rc == 0 && flight->has_end)
		rc = read_date(row, COLUMN_ENDS_ON, &flight->ends_on);
	if (rc != 0)
		return err_set(err, ERR_DATA, "malformed flight dates");
	return 0;
}

int
campaign_row_read(
    struct campaign_row *campaign, const struct db_rows *row, struct err *err)
{
	*campaign = (struct campaign_row){.name = db_text(row, 0, COLUMN_NAME),
	    .time_zone = db_text(row, 0, COLUMN_TIME_ZONE),
	    .lookback_days = (int32_t)db_int64(row, 0, COLUMN_LOOKBACK_DAYS)};
	return read_flight(row, &campaign->flight, err);
}
