#include "lib/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/db_libpq.h"

#define STATEMENT_LIMIT (1u << 20) /* bytes of one statement */

bool
db_succeeded(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

int
db_command(struct db *db, const char *text, struct err *err)
{
	PGresult *result = PQexec(pg(db), text);
	int rc = 0;

	if (!db_succeeded(result))
		rc =
		    db_result_error(db, "database command failed", result, err);
	PQclear(result);
	return rc;
}

static int
query_error(
    struct db *db, const struct sql *sql, PGresult *result, struct err *err)
{
	char what[96];

	snprintf(what, sizeof(what), "query \"%s\" failed", sql->name);
	db_result_error(db, what, result, err);
	PQclear(result);
	return -1;
}

int
db_query(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct db_rows *rows, struct err *err)
{
	PGresult *result = PQexecParams(
	    pg(db), sql->text, nparams, NULL, params, NULL, NULL, 0);

	if (!db_succeeded(result))
		return query_error(db, sql, result, err);
	rows->result = (struct pg_result *)result;
	return 0;
}

void
db_rows_release(struct db_rows *rows)
{
	PQclear((PGresult *)rows->result);
	rows->result = NULL;
}

size_t
db_rows_count(const struct db_rows *rows)
{
	return (size_t)PQntuples(result_of(rows));
}

bool
db_is_null(const struct db_rows *rows, size_t row, int column)
{
	return PQgetisnull(result_of(rows), (int)row, column) != 0;
}

const char *
db_text(const struct db_rows *rows, size_t row, int column)
{
	return PQgetvalue(result_of(rows), (int)row, column);
}

int64_t
db_int64(const struct db_rows *rows, size_t row, int column)
{
	return strtoll(db_text(rows, row, column), NULL, 10);
}

bool
db_bool(const struct db_rows *rows, size_t row, int column)
{
	return db_text(rows, row, column)[0] == 't';
}

/* Appends the statement with $1..$9 replaced by quoted literals. */
static int
expand_parameters(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct buf *text)
{
	for (const char *c = sql->text; *c != '\0'; c++) {
		char *literal;

		if (*c != '$' || c[1] < '1' || c[1] > '0' + nparams) {
			buf_append(text, c, 1);
			continue;
		}
		c++;
		if (!params[*c - '1']) {
			buf_puts(text, "null");
			continue;
		}
		literal = PQescapeLiteral(
		    pg(db), params[*c - '1'], strlen(params[*c - '1']));
		if (!literal)
			return -1;
		buf_puts(text, literal);
		PQfreemem(literal);
	}
	return buf_failed(text) ? -1 : 0;
}

/* Runs `before` statement `after`, with literals for parameters. */
static PGresult *
run_expanded(struct db *db, const char *before, const struct sql *sql,
    const char *after, int nparams, const char *const *params, struct err *err)
{
	PGresult *result = NULL;
	struct buf text;

	buf_init(&text, STATEMENT_LIMIT);
	buf_puts(&text, before);
	if (expand_parameters(db, sql, nparams, params, &text) == 0)
		buf_puts(&text, after);
	if (buf_failed(&text) || (result = PQexec(pg(db), text.data)) == NULL)
		err_memory(err);
	buf_release(&text);
	return result;
}

int
db_explain(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct db_rows *rows, struct err *err)
{
	PGresult *result = run_expanded(
	    db, "explain (format json) ", sql, "", nparams, params, err);

	if (!result)
		return -1;
	if (!db_succeeded(result))
		return query_error(db, sql, result, err);
	rows->result = (struct pg_result *)result;
	return 0;
}

int
db_copy_out(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct err *err)
{
	PGresult *result = run_expanded(db, "copy (", sql,
	    ") to stdout (format binary)", nparams, params, err);

	if (!result)
		return -1;
	if (PQresultStatus(result) != PGRES_COPY_OUT)
		return query_error(db, sql, result, err);
	PQclear(result);
	return 0;
}

/* The result that ends a COPY, and all behind it. */
static int
copy_result(struct db *db, const char *what, struct err *err)
{
	PGresult *result = PQgetResult(pg(db));
	PGresult *more;
	int rc = 0;

	if (!db_succeeded(result))
		rc = db_result_error(db, what, result, err);
	PQclear(result);
	while ((more = PQgetResult(pg(db))) != NULL)
		PQclear(more);
	return rc;
}

int
db_copy_next(struct db *db, const char **data, size_t *length, struct err *err)
{
	int got;

	PQfreemem(db->chunk);
	db->chunk = NULL;
	got = PQgetCopyData(pg(db), &db->chunk, 0);
	if (got > 0) {
		*data = db->chunk;
		*length = (size_t)got;
		return 1;
	}
	return copy_result(db, "reading plays failed", err);
}

int
db_copy_in(struct db *db, const struct sql *sql, struct err *err)
{
	PGresult *result = PQexec(pg(db), sql->text);

	if (PQresultStatus(result) != PGRES_COPY_IN)
		return query_error(db, sql, result, err);
	PQclear(result);
	return 0;
}

int
db_copy_put(struct db *db, const void *data, size_t length, struct err *err)
{
	if (PQputCopyData(pg(db), data, (int)length) == 1)
		return 0;
	return db_connection_error(db, "could not send rows to", err);
}

int
db_copy_end(struct db *db, struct err *err)
{
	if (PQputCopyEnd(pg(db), NULL) != 1)
		return db_connection_error(db, "could not send rows to", err);
	return copy_result(db, "writing rows failed", err);
}
