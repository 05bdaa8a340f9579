/*
 * A report from the database: one connection, one round trip.
 */
#ifndef CGI_BIN_REPORT_QUERY_H
#define CGI_BIN_REPORT_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "cgi-bin/database.h"
#include "cgi-bin/problem.h"
#include "lib/err.h"
#include "lib/fingerprint.h"
#include "lib/report.h"

/*
 * Who listens while the rows arrive; `arg` is handed back.  One that returns
 * false wants nothing more: the rest is not read.
 */
struct report_sink {
	void *arg;
	/* A record that holds, after it was added; may be NULL. */
	bool (*record)(void *arg, const struct record *record);
	/*
	 * The report is finished, devices aside.  Called once, for a campaign
	 * that exists.
	 */
	bool (*ready)(void *arg);
	/* A device, in order of date, device and store, none first. */
	bool (*device)(
	    void *arg, struct date date, const struct device_count *device);
};

struct report_query {
	/* Asked: */
	struct uuid campaign_id;
	struct date from, to;
	unsigned char variant; /* what is made of it; in the fingerprint */
	const struct report_sink *sink; /* device NULL: no devices are read */
	/* Answered: */
	bool known; /* there is such a campaign, and it may be seen */
	struct report report;
	struct date today; /* in the policy's time zone */
	int32_t lookback_days;
	struct fingerprint fingerprint; /* of all that the report says */
};

/*
 * Asks and listens.  Returns 0, or -1 when the report could not be made: *err
 * is filled, or else *problem.  Release it in either case.
 */
int report_query_run(struct report_query *query, struct database *database,
    struct problem *problem, struct err *err);
void report_query_release(struct report_query *query);

#endif
