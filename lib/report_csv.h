/*
 * A report as CSV: one row a day, or, broken down, long tables that are
 * written while the records arrive.  A date without a record has one row with
 * its state and empty cells: missing is never zero.
 */
#ifndef LIB_REPORT_CSV_H
#define LIB_REPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/csv.h"
#include "lib/report.h"

enum report_breakdown {
	BREAKDOWN_NONE,
	BREAKDOWN_HOUR,
	BREAKDOWN_REGION,
	BREAKDOWN_STORE,
	BREAKDOWN_DEVICE
};

/* The days of a finished report. */
void report_csv_days(const struct report *report, struct buf *out);

/* A long table under way. */
struct report_table {
	const struct report *report;
	enum report_breakdown breakdown; /* not BREAKDOWN_NONE */
	struct csv csv;
	size_t day;    /* the first one that may still get rows */
	bool has_rows; /* it has got some */
};

/* Writes the header.  The report has its flight already. */
void report_table_open(struct report_table *table, const struct report *report,
    enum report_breakdown breakdown, struct buf *out);

/* The rows of a record that holds; hours, regions and stores only. */
void
report_table_record(struct report_table *table, const struct record *record);

/* One row of a table of devices, in order of date; all records are added. */
void report_table_device(struct report_table *table, struct date date,
    const struct device_count *device);

/* Writes what is left to say of the dates without rows. */
void report_table_close(struct report_table *table);

#endif
