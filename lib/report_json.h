/*
 * A report as JSON (contract, section 7).  Out of memory and too long are the
 * buffer's to tell: buf_failed().
 */
#ifndef LIB_REPORT_JSON_H
#define LIB_REPORT_JSON_H

#include "lib/buf.h"
#include "lib/report.h"

/* The report of a single date that has a record, flat. */
void report_json_day(const struct report *report, struct buf *out);

#endif
