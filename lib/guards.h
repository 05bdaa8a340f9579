/*
 * The guards of the schema: triggers, constraints, owners, grants and what
 * else sql/queries/guards.sql lists, against what the migrations install,
 * sql/guards.txt.
 */
#ifndef LIB_GUARDS_H
#define LIB_GUARDS_H

#include "lib/db.h"
#include "lib/err.h"
#include "lib/verify.h"

/*
 * Adds to the report what is missing and what is there beyond, each a sign of
 * tampering, and counts the guards.  Returns 0 whatever it finds, or -1.
 */
int guards_check(struct db *db, struct verify_report *report, struct err *err);

#endif
