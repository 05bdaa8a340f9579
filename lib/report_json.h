/*
 * A report as JSON (contract, section 7).  Out of memory and too long are the
 * buffer's to tell: buf_failed().
 *
 * Between open and close devices may be listed, one at a time.
 */
#ifndef LIB_REPORT_JSON_H
#define LIB_REPORT_JSON_H

#include <stdbool.h>

#include "lib/json.h"
#include "lib/report.h"

/*
 * Begins the document: the single date of the report, which has a record,
 * flat; or, with `range`, the totals and a list of all its dates.
 */
void
report_json_open(const struct report *report, bool range, struct json *json);
void report_json_close(struct json *json);

/* The devices behind the records; `date` only in those of a range. */
void report_json_open_devices(struct json *json);
void report_json_device(struct json *json, const struct date *date,
    const struct device_count *device);
void report_json_close_devices(struct json *json);

#endif
