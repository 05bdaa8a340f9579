/*
 * Several statements in one network round trip, by libpq's pipeline mode.
 */
#ifndef LIB_DB_BATCH_H
#define LIB_DB_BATCH_H

#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"

/*
 * One statement of a batch.  With `each`, its rows are not collected but
 * handed over one at a time as they arrive, however many they are; anything
 * but 0 from it ends the batch.
 */
struct db_call {
	const char *text;
	int nparams;
	const char *const *params; /* text format, NULL is null */
	int (*each)(void *arg, const struct db_rows *row, struct err *err);
	void *arg;
};

/*
 * Runs `count` statements in one network round trip (libpq's pipeline mode).
 * rows[i] belongs to calls[i], zeroed where there are none.  On failure the
 * rows of the statements before it are kept, and the connection is of no use
 * any more.  The caller releases all rows in either case.
 */
int db_batch(struct db *db, const struct db_call *calls, size_t count,
    struct db_rows *rows, struct err *err);

#endif
