#include <stdio.h>
#include <string.h>

#include "lib/db_libpq.h"

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
	    {"25006", ERR_CONFIG},    /* a role that may only read */
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

/* PostgreSQL's messages end in a newline and may hold several, and tabs. */
static void
copy_one_line(char *to, size_t size, const char *from)
{
	size_t length = 0;

	for (; from && *from != '\0' && length + 1 < size; from++) {
		bool control = (unsigned char)*from < ' ' || *from == 0x7f;

		if (!control)
			to[length++] = *from;
		else if (length > 0 && to[length - 1] != ' ')
			to[length++] = ' ';
	}
	while (length > 0 && to[length - 1] == ' ')
		length--;
	to[length] = '\0';
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
	err_set(err, kind_of_loss(text), "%s %s", what, db->name);
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
		return db_connection_error(db, "lost the connection to", err);
	copy_one_line(text, sizeof(text), primary);
	err_set(err, kind_of_sqlstate(state), "%s: %s", what, text);
	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
	if (more) {
		copy_one_line(err->detail, sizeof(err->detail), more);
	}
	return -1;
}

/* libpq 15 gives no SQLSTATE for a refused connection. */
static enum err_kind
kind_of_refusal(const char *text)
{
	static const char *const for_good[] = {"authentication failed",
	    "does not exist", "no password", "no pg_hba.conf entry",
	    "is not permitted to log in", "permission denied",
	    "configuration parameter", "for parameter", "cannot be changed",
	    "definition of service", "invalid connection option",
	    "missing \"=\"", "invalid port"};

	for (size_t i = 0; i < sizeof(for_good) / sizeof(for_good[0]); i++) {
		if (strstr(text, for_good[i]))
			return ERR_CONFIG;
	}
	return ERR_UNAVAILABLE;
}

int
db_connect_error(const struct db *db, struct err *err)
{
	char text[sizeof(err->detail)];

	copy_one_line(text, sizeof(text), PQerrorMessage(pg(db)));
	err_set(
	    err, kind_of_refusal(text), "could not connect to %s", db->name);
	return err_detail(err, "%s", text);
}
