#include "lib/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/db_libpq.h"

#define STATEMENT_LIMIT (1u << 20) /* bytes of one statement */

/* What an SQLSTATE means to us; see PostgreSQL's Appendix A. */
static enum err_kind
kind_of_sqlstate(const char *state)
{
	static const struct {
		const char *prefix;
		enum err_kind kind;
	} kinds[] = {
	    {"08", ERR_UNAVAILABLE},  /* connection exception */
	    {"57P", ERR_UNAVAILABLE}, /* shutdown, cannot connect now */
	    {"53", ERR_UNAVAILABLE},  /* insufficient resources */
	    {"58", ERR_UNAVAILABLE},  /* system error */
	    {"57014", ERR_BUSY},      /* cancelled, statement timeout */
	    {"55P03", ERR_BUSY},      /* lock not available */
	    {"40", ERR_BUSY},         /* serialization, deadlock */
	    {"25P03", ERR_BUSY},      /* idle in transaction timeout */
	    {"28", ERR_CONFIG},       /* authorization */
	    {"3D", ERR_CONFIG},       /* no such database */
	    {"3F", ERR_CONFIG},       /* no such schema */
	    {"42", ERR_CONFIG},       /* no such table, no privilege */
	    {"POP", ERR_DATA},        /* our own guards */
	    {"23", ERR_DATA},         /* integrity constraint */
	    {"22", ERR_DATA},         /* data exception */
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i].prefix);

		if (strncmp(state, kinds[i].prefix, length) == 0)
			return kinds[i].kind;
	}
	return ERR_INTERNAL;
}

/* PostgreSQL's messages end in a newline and may hold several. */
static void
copy_one_line(char *to, size_t size, const char *from)
{
	size_t length;

	snprintf(to, size, "%s", from ? from : "");
	length = strlen(to);
	while (length > 0 && to[length - 1] == '\n')
		to[--length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if (to[i] == '\n')
			to[i] = ' ';
	}
}

/* What libpq says without an SQLSTATE. */
static enum err_kind
kind_of_loss(const char *text)
{
	if (strstr(text, "out of memory") ||
	    strstr(text, "cannot allocate memory"))
		return ERR_MEMORY;
	return ERR_UNAVAILABLE;
}

int
db_connection_error(const struct db *db, const char *what, struct err *err)
{
	char text[sizeof(err->detail)];

	copy_one_line(text, sizeof(text), PQerrorMessage(pg(db)));
	err_set(err, kind_of_loss(text), "%s", what);
	return err_detail(err, "%s", text);
}

int
db_result_error(const struct db *db, const char *what, const PGresult *result,
    struct err *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *more = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	const char *primary =
	    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	char text[sizeof(err->message) - 64];

	if (!state || PQstatus(pg(db)) == CONNECTION_BAD)
		return db_connection_error(
		    db, "lost the database connection", err);
	copy_one_line(text, sizeof(text), primary);
	err_set(err, kind_of_sqlstate(state), "%s: %s", what, text);
	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
	if (more) {
		copy_one_line(err->detail, sizeof(err->detail), more);
	}
	return -1;
}

/* The value libpq would use for a keyword, from conninfo or environment. */
static char *
effective_setting(const char *conninfo, const char *keyword)
{
	PQconninfoOption *sets[2] = {NULL, NULL};
	char *value = NULL;

	if (conninfo)
		sets[0] = PQconninfoParse(conninfo, NULL);
	sets[1] = PQconndefaults();
	for (int i = 0; i < 2 && !value; i++) {
		for (PQconninfoOption *o = sets[i]; o && o->keyword; o++) {
			if (strcmp(o->keyword, keyword) != 0 || !o->val)
				continue;
			value = strdup(o->val);
			break;
		}
	}
	PQconninfoFree(sets[0]);
	PQconninfoFree(sets[1]);
	return value;
}

/* Start-up options: the user's own first, then what we depend on. */
static void
startup_options(const struct db_options *options, struct buf *text)
{
	char *users = effective_setting(options->conninfo, "options");

	buf_printf(text,
	    "%s -c search_path= -c TimeZone=UTC -c DateStyle=ISO,YMD"
	    " -c IntervalStyle=postgres -c extra_float_digits=1",
	    users ? users : "");
	if (options->read_only)
		buf_puts(text, " -c default_transaction_read_only=on");
	if (options->scanner)
		buf_puts(
		    text, " -c jit=off -c max_parallel_workers_per_gather=0");
	buf_printf(text, " -c statement_timeout=%u -c lock_timeout=%u",
	    options->statement_timeout_ms, options->lock_timeout_ms);
	free(users);
}

/* Server notices are not news for an operator. */
static void
ignore_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

static int
connect_failure(struct db *db, struct err *err)
{
	char text[sizeof(err->detail)];
	enum err_kind kind = ERR_UNAVAILABLE;

	/* libpq 15 gives no SQLSTATE for a refused connection. */
	copy_one_line(text, sizeof(text), PQerrorMessage(pg(db)));
	if (strstr(text, "authentication failed") ||
	    strstr(text, "does not exist") || strstr(text, "no password") ||
	    strstr(text, "no pg_hba.conf entry") ||
	    strstr(text, "definition of service") ||
	    strstr(text, "invalid connection option") ||
	    strstr(text, "missing \"=\"") || strstr(text, "invalid port"))
		kind = ERR_CONFIG;
	err_set(err, kind, "could not connect to the database");
	err_detail(err, "%s", text);
	PQfinish(pg(db));
	db->conn = NULL;
	return -1;
}

int
db_connect(struct db *db, const struct db_options *options, struct err *err)
{
	const char *keywords[6], *values[6];
	char timeout[16];
	struct buf startup;
	int n = 0;

	memset(db, 0, sizeof(*db));
	buf_init(&startup, STATEMENT_LIMIT);
	snprintf(timeout, sizeof(timeout), "%u", options->connect_timeout_s);
	keywords[n] = "dbname"; /* expanded: may hold a whole conninfo */
	values[n++] = options->conninfo;
	keywords[n] = "fallback_application_name";
	values[n++] = options->program;
	keywords[n] = "client_encoding";
	values[n++] = "UTF8";
	if (options->connect_timeout_s > 0) {
		keywords[n] = "connect_timeout";
		values[n++] = timeout;
	}
	if (!options->pooled) {
		startup_options(options, &startup);
		keywords[n] = "options";
		values[n++] = startup.data;
	}
	keywords[n] = values[n] = NULL;
	db->conn = buf_failed(&startup) ? NULL
					: (struct pg_conn *)PQconnectdbParams(
					      keywords, values, 1);
	buf_release(&startup);
	if (!db->conn)
		return err_memory(err);
	if (PQstatus(pg(db)) != CONNECTION_OK)
		return connect_failure(db, err);
	PQsetNoticeReceiver(pg(db), ignore_notice, NULL);
	return 0;
}

void
db_close(struct db *db)
{
	PQfreemem(db->chunk);
	PQfinish(pg(db));
	memset(db, 0, sizeof(*db));
}

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
	return db_connection_error(
	    db, "could not send rows to the database", err);
}

int
db_copy_end(struct db *db, struct err *err)
{
	if (PQputCopyEnd(pg(db), NULL) != 1)
		return db_connection_error(
		    db, "could not send rows to the database", err);
	return copy_result(db, "writing rows failed", err);
}
