/*
 * What the files of the database layer share: libpq's own types, and its
 * failures as struct err.  For lib/db*.c only.
 */
#ifndef LIB_DB_LIBPQ_H
#define LIB_DB_LIBPQ_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "lib/db.h"
#include "lib/err.h"

static inline PGconn *
pg(const struct db *db)
{
	return (PGconn *)db->conn;
}

static inline const PGresult *
result_of(const struct db_rows *rows)
{
	return (const PGresult *)rows->result;
}

/* Whether a statement ended well, with rows or without. */
bool db_succeeded(const PGresult *result);

/*
 * They fill *err and return -1; `what` failed, PostgreSQL says why.  Of a
 * connection `what` is said to be the database, as in "lost the connection to".
 */
int db_connect_error(const struct db *db, struct err *err);
int db_connection_error(const struct db *db, const char *what, struct err *err);
int db_result_error(const struct db *db, const char *what,
    const PGresult *result, struct err *err);

#endif
