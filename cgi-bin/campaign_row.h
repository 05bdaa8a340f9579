/*
 * The row of report_campaign.sql: what is known of a campaign that exists and
 * that the caller may see.
 */
#ifndef CGI_BIN_CAMPAIGN_ROW_H
#define CGI_BIN_CAMPAIGN_ROW_H

#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/report.h"

struct campaign_row {
	const char *name; /* borrowed from the row, as is the time zone */
	const char *time_zone;
	struct flight flight;
	int32_t lookback_days;
};

/* ERR_DATA when the dates of the flight are none. */
int campaign_row_read(
    struct campaign_row *campaign, const struct db_rows *row, struct err *err);

#endif
