/*
 * What pop-aggregate prints on stdout: tables for people, JSON for programs.
 */
#ifndef CMD_AGGREGATE_OUTPUT_H
#define CMD_AGGREGATE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/aggregate.h"
#include "lib/days.h"
#include "lib/err.h"
#include "lib/recover.h"
#include "lib/uuid.h"

/* The records of a dry run as a table, or those of one campaign. */
void output_dry_run(
    const struct aggregate_result *result, const struct uuid *campaign);

/* One NDJSON object for a day's run.  -1: out of memory. */
int output_day_json(const struct aggregate_result *result, struct err *err);

/* The same for a day that could not be done, or looked back at. */
int output_failed_json(struct date date, bool looking_back,
    const struct err *failure, struct err *err);

/* Lines about what deserves a look, to the log; nothing when all is well. */
void output_warnings(const struct aggregate_result *result);

/* The days, as a table or as NDJSON. */
void output_status(const struct day_status *days, size_t count);
int output_status_json(
    const struct day_status *days, size_t count, struct err *err);

/* The chain: number, SHA-256, kind, date and records of each seal. */
int output_seals(struct db *db, bool json, struct err *err);

/* One NDJSON object for what was put back. */
int output_recovered_json(const struct recovered *recovered, struct err *err);

/* One NDJSON object for what was corrected. */
int output_corrections_json(
    const struct aggregate_corrections *result, struct err *err);

/* At the end: what was printed may wait in memory, for a disk that is full. */
int output_finish(struct err *err);

#endif
