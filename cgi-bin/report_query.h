/*
 * A report from the database: one connection, one round trip.
 */
#ifndef CGI_BIN_REPORT_QUERY_H
#define CGI_BIN_REPORT_QUERY_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/report.h"

struct report_range {
	struct uuid campaign_id;
	struct date from, to;
};

/*
 * Fills the report, which the caller releases in either case.  *known is false
 * when there is no such campaign; the report is empty then.
 */
int report_query(struct report *report, const struct report_range *range,
    bool *known, struct err *err);

#endif
