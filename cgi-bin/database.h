/*
 * The database as an endpoint sees it: its statements, in one round trip
 * with those that come before and after every time.  Nothing here needs a
 * session, so a pooler in transaction mode is as good as a server.
 */
#ifndef CGI_BIN_DATABASE_H
#define CGI_BIN_DATABASE_H

#include <stddef.h>

#include "cgi-bin/access.h"
#include "cgi-bin/problem.h"
#include "lib/db_batch.h"
#include "lib/err.h"

#define DATABASE_MAX_CALLS 8

/*
 * Connects, begins a read-only transaction, checks the version of the schema,
 * finds out who asks and what they may see (for the statements' use), runs the
 * calls, each of which has an `each`, and ends the connection.
 *
 * Completes access->principal from a token.  On -1 either *err is filled, or
 * err->kind is ERR_NONE: then *problem says that the token does not hold, or
 * an `each` has stopped the batch without an error.
 */
int database_ask(struct access *access, const struct db_call *calls,
    size_t count, struct problem *problem, struct err *err);

#endif
