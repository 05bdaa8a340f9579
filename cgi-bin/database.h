/*
 * The database as an endpoint sees it: its statements, in one round trip
 * with those that come before and after every time.  Nothing here needs a
 * session, so a pooler in transaction mode is as good as a server.
 */
#ifndef CGI_BIN_DATABASE_H
#define CGI_BIN_DATABASE_H

#include <stdbool.h>
#include <stddef.h>

#include "cgi-bin/access.h"
#include "cgi-bin/problem.h"
#include "lib/db.h"
#include "lib/db_batch.h"
#include "lib/err.h"

#define DATABASE_MAX_CALLS 8

/* A zeroed one with its access is ready to be asked. */
struct database {
	struct access *access; /* who asks */
	const char *readable;  /* a directory that is read later, or NULL */
	struct db db;
	bool connected;
};

/*
 * Connects the first time, begins a read-only transaction, checks the version
 * of the schema, finds out who asks and what they may see (for the statements'
 * use), runs the calls, each of which has an `each`, and ends the transaction.
 * Once it is connected no file can be opened any more but below `readable`.
 *
 * Completes access->principal from a token.  On -1 either *err is filled, or
 * err->kind is ERR_NONE: then *problem says that the token does not hold, or
 * an `each` has stopped the batch without an error.  It cannot be asked again
 * then.
 */
int database_ask(struct database *database, const struct db_call *calls,
    size_t count, struct problem *problem, struct err *err);

/* Ends the connection, if there is one. */
void database_close(struct database *database);

#endif
