/*
 * Does the database have the schema these programs were built for?
 */
#ifndef LIB_SCHEMA_H
#define LIB_SCHEMA_H

#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"

/* The value of pop.schema_version that this source tree works with. */
#define SCHEMA_VERSION 9

/* 0 when `version` is ours; else -1 and ERR_CONFIG says what to do. */
int schema_check_version(int64_t version, struct err *err);

/* Asks the database, and checks. */
int schema_check(struct db *db, struct err *err);

/*
 * Turns "no such schema, table or column" (SQLSTATE 3F000, 42P01, 42703) of a
 * query that reads the version into the sentence that helps; leaves other
 * errors alone.
 */
void schema_explain(struct err *err);

#endif
