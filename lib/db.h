/*
 * PostgreSQL, and the only user of libpq.  Connections follow libpq's own
 * conventions (conninfo, PG* environment, service and password files).
 * Results are in text format unless said otherwise; values travel as
 * parameters.  PostgreSQL's words end up in struct err and so in a log, never
 * in an HTTP answer.
 */
#ifndef LIB_DB_H
#define LIB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

struct pg_conn;   /* libpq's */
struct pg_result; /* libpq's */

/* A statement embedded from sql/queries/<name>.sql. */
struct sql {
	const char *name;
	const char *text;
};

struct db_options {
	const char *conninfo; /* NULL: the environment alone */
	const char *program;  /* fallback application_name */
	const char *name;     /* in messages; NULL: "the database" */
	bool read_only;
	bool pooled;  /* behind a pooler: no start-up options */
	bool scanner; /* reads much, by simple plans: no JIT, not parallel */
	unsigned connect_timeout_s;    /* 0: libpq's default */
	unsigned statement_timeout_ms; /* 0: none */
	unsigned lock_timeout_ms;      /* 0: none */
};

struct db {
	struct pg_conn *conn;
	char *chunk; /* of a COPY, valid until the next one */
	const char *name;
};

/* Rows of one statement; db_rows_release accepts a zeroed struct. */
struct db_rows {
	struct pg_result *result;
};

/*
 * Connects.  TimeZone UTC, DateStyle ISO and an empty search_path are set in
 * the start-up packet (unless pooled), so every object must be qualified.
 * Where the user has not said otherwise, a TCP peer that is silently gone is
 * given up after a minute.
 */
int
db_connect(struct db *db, const struct db_options *options, struct err *err);
void db_close(struct db *db); /* accepts a zeroed struct */

/* Runs a command without parameters whose rows, if any, do not matter. */
int db_command(struct db *db, const char *text, struct err *err);

/* Runs one statement.  On success the caller releases *rows. */
int db_query(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct db_rows *rows, struct err *err);

void db_rows_release(struct db_rows *rows);
size_t db_rows_count(const struct db_rows *rows);

/* Values by row and column; text lives as long as the rows. */
bool db_is_null(const struct db_rows *rows, size_t row, int column);
const char *db_text(const struct db_rows *rows, size_t row, int column);
int64_t db_int64(const struct db_rows *rows, size_t row, int column);
bool db_bool(const struct db_rows *rows, size_t row, int column);

/*
 * The plan of a statement as EXPLAIN (FORMAT JSON) gives it, with $1..$9
 * replaced by quoted literals, so that the planner sees them.  One row, one
 * column; on success the caller releases *rows.
 */
int db_explain(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct db_rows *rows, struct err *err);

/*
 * COPY (statement) TO STDOUT in binary.  COPY knows no parameters, so $1..$9
 * of the statement are replaced by quoted literals here.
 */
int db_copy_out(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct err *err);
/*
 * The next chunk: 1 and *data, *length (valid until the next call), 0 at the
 * regular end, -1 on failure.  A chunk is a row; the first one begins with the
 * stream's header.
 */
int
db_copy_next(struct db *db, const char **data, size_t *length, struct err *err);

/* COPY ... FROM STDIN: begin with the whole command, feed bytes, end. */
int db_copy_in(struct db *db, const struct sql *sql, struct err *err);
int
db_copy_put(struct db *db, const void *data, size_t length, struct err *err);
int db_copy_end(struct db *db, struct err *err);

#endif
