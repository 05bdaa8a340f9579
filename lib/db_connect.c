#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/buf.h"
#include "lib/db_libpq.h"

#define STARTUP_LIMIT (1u << 20) /* bytes of start-up options */

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

/*
 * Start-up options: the user's own first, then what we depend on.  A site may
 * end sessions that idle, but one of ours waits while another works; and the
 * server is to notice soon that we are gone, since it holds our locks.
 */
static void
startup_options(const struct db_options *options, struct buf *text)
{
	char *users = effective_setting(options->conninfo, "options");

	buf_printf(text,
	    "%s -c search_path= -c TimeZone=UTC -c DateStyle=ISO,YMD"
	    " -c IntervalStyle=postgres -c extra_float_digits=1"
	    " -c client_connection_check_interval=2s"
	    " -c idle_in_transaction_session_timeout=0"
	    " -c idle_session_timeout=0",
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

/* Whether the user has set a keyword, by conninfo, service or environment. */
static bool
is_chosen(const PQconninfoOption *options, const char *keyword)
{
	while (options->keyword && strcmp(options->keyword, keyword) != 0)
		options++;
	return options->val && options->val[0] != '\0';
}

/*
 * A server that is silently gone is noticed within a minute, where TCP alone
 * would wait for hours.  The names are libpq's; a Unix socket has no such
 * options, and needs none.
 */
static void
watch_peer(const struct db *db)
{
	static const struct {
		const char *keyword;
		int option;
		int value;
	} limits[] = {
	    {"keepalives_idle", TCP_KEEPIDLE, 30},      /* s */
	    {"keepalives_interval", TCP_KEEPINTVL, 10}, /* s */
	    {"keepalives_count", TCP_KEEPCNT, 3},
	    {"tcp_user_timeout", TCP_USER_TIMEOUT, 60000}, /* ms */
	};
	PQconninfoOption *chosen = PQconninfo(pg(db));

	for (size_t i = 0; chosen && i < sizeof(limits) / sizeof(limits[0]);
	     i++) {
		if (!is_chosen(chosen, limits[i].keyword))
			(void)setsockopt(PQsocket(pg(db)), IPPROTO_TCP,
			    limits[i].option, &limits[i].value,
			    sizeof(limits[i].value));
	}
	PQconninfoFree(chosen);
}

/*
 * libpq asks the socket for no more than its buffer holds, 16 kB at first,
 * and the buffer stays as large as the largest message it ever held.  So one
 * large message makes a connection read in large portions: a fifth less of
 * the program's time, and more for the server on the same processors.
 */
static int
read_in_large_portions(struct db *db, struct err *err)
{
	return db_command(db, "select repeat(' ', 400000)", err);
}

int
db_connect(struct db *db, const struct db_options *options, struct err *err)
{
	const char *keywords[6], *values[6];
	char timeout[16];
	struct buf startup;
	int n = 0;

	memset(db, 0, sizeof(*db));
	db->name = options->name ? options->name : "the database";
	buf_init(&startup, STARTUP_LIMIT);
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
	if (PQstatus(pg(db)) != CONNECTION_OK) {
		db_connect_error(db, err);
		PQfinish(pg(db));
		db->conn = NULL;
		return -1;
	}
	PQsetNoticeReceiver(pg(db), ignore_notice, NULL);
	if (!options->pooled)
		watch_peer(db);
	if (options->scanner && read_in_large_portions(db, err) != 0) {
		db_close(db);
		return -1;
	}
	return 0;
}

void
db_close(struct db *db)
{
	PQfreemem(db->chunk);
	PQfinish(pg(db));
	memset(db, 0, sizeof(*db));
}
