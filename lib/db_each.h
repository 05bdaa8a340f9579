/*
 * The rows of one statement, one at a time.
 */
#ifndef LIB_DB_EACH_H
#define LIB_DB_EACH_H

#include "lib/db.h"
#include "lib/err.h"

/* Takes a row, row 0 of `row`; anything but 0 ends the reading. */
struct db_sink {
	int (*take)(void *arg, const struct db_rows *row, struct err *err);
	void *arg;
};

/*
 * Runs a statement and hands its rows over as they arrive: they are never all
 * in memory.  After a failure of the sink's, too, the connection can be used.
 */
int db_each(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, const struct db_sink *sink, struct err *err);

#endif
