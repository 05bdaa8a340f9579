/*
 * The jsonb columns of a record as JSON text, and back (contract, section 5).
 * Counts are written as exact integers and read without passing a double.
 */
#ifndef LIB_BREAKDOWN_H
#define LIB_BREAKDOWN_H

#include "lib/err.h"
#include "lib/json.h"
#include "lib/record.h"

/*
 * {"00":n,...,"23":n}; {"regions":{name:n},"stores":[{"store_id","name",
 * "region","impressions"}]}; {reason:n}.  The caller frees the text; NULL when
 * out of memory.
 */
char *breakdown_hours(const struct record *record);
char *breakdown_geography(const struct record *record);
char *breakdown_exclusions(const struct record *record);

/* Appends {name:n,...} under the key, NULL at the top. */
void breakdown_write_named(
    struct json *json, const char *key, const struct named_counts *counts);

/*
 * Fills hours, regions, stores and exclusions of a record from the three
 * texts, strictly: a missing hour, a foreign key or a number that is not an
 * integer from 0 to RECORD_MAX_COUNT is ERR_DATA.  Returns 0 or -1.
 */
int breakdown_parse(struct record *record, const char *hours,
    const char *geography, const char *exclusions, struct err *err);

#endif
