#include "cgi-bin/database.h"

#include <stdio.h>
#include <string.h>

#include "cgi-bin/confine.h"
#include "cgi-bin/limits.h"
#include "lib/schema.h"
#include "queries.h"

enum before {
	BEFORE_BEGIN,
	BEFORE_OPENING,
	BEFORE_COUNT
};

enum opening_column {
	OPENING_VERSION,
	OPENING_PRINCIPAL
};

#define MAX_CALLS (BEFORE_COUNT + DATABASE_MAX_CALLS + 1)

/* All statements of a request. */
struct batch {
	struct db_call calls[MAX_CALLS];
	struct db_rows rows[MAX_CALLS];
	const char *opening[3];
	size_t count;
};

static void
prepare(struct batch *batch, const struct access *access,
    const struct db_call *calls, size_t count)
{
	const struct sql *opening = access->is_public
					? &sql_report_opening_public
					: &sql_report_opening_caller;

	memset(batch, 0, sizeof(*batch));
	batch->opening[0] = LIMIT_STATEMENT_MS;
	if (access->has_token)
		batch->opening[2] = access->token_sha256;
	else
		batch->opening[1] = access->principal;
	batch->calls[BEFORE_BEGIN].text =
	    "begin isolation level repeatable read, read only";
	batch->calls[BEFORE_OPENING] = (struct db_call){opening->text,
	    access->is_public ? 1 : 3, batch->opening, NULL, NULL};
	memcpy(batch->calls + BEFORE_COUNT, calls, count * sizeof(*calls));
	batch->calls[BEFORE_COUNT + count].text = "commit";
	batch->count = BEFORE_COUNT + count + 1;
}

/* The version first: any other failure may only be its consequence. */
static int
check_version(const struct db_rows *rows, int rc, struct err *err)
{
	if (db_rows_count(rows) == 1) {
		int64_t version = db_int64(rows, 0, OPENING_VERSION);

		if (version != SCHEMA_VERSION)
			return schema_check_version(version, err);
	} else if (rc != 0) {
		schema_explain(err);
	}
	return rc;
}

static int
check_caller(
    const struct db_rows *rows, struct access *access, struct problem *problem)
{
	if (!access->has_token)
		return 0;
	if (db_is_null(rows, 0, OPENING_PRINCIPAL))
		return problem_set(problem, PROBLEM_INVALID_TOKEN, NULL,
		    "The token is unknown, expired or revoked.");
	snprintf(access->principal, sizeof(access->principal), "%s",
	    db_text(rows, 0, OPENING_PRINCIPAL));
	return 0;
}

static int
connect_once(struct database *database, struct err *err)
{
	const struct db_options options = {
	    .program = "proof-of-play.cgi",
	    .pooled = true,
	    .connect_timeout_s = LIMIT_CONNECT_SECONDS,
	};

	if (database->connected)
		return 0;
	if (db_connect(&database->db, &options, err) != 0)
		return -1;
	database->connected = true;
	/*
	 * libpq has read its files by now: passwords, certificates, hosts.
	 * OpenSSL, when evidence is the first to hash, does without its own.
	 */
	if (!LIMITS_SANITIZED)
		confine_files(database->readable);
	return 0;
}

static int
run(struct database *database, struct batch *batch, struct err *err)
{
	if (connect_once(database, err) != 0)
		return -1;
	return db_batch(
	    &database->db, batch->calls, batch->count, batch->rows, err);
}

int
database_ask(struct database *database, const struct db_call *calls,
    size_t count, struct problem *problem, struct err *err)
{
	struct batch batch;
	int rc;

	prepare(&batch, database->access, calls, count);
	rc = run(database, &batch, err);
	rc = check_version(&batch.rows[BEFORE_OPENING], rc, err);
	if (rc == 0)
		rc = check_caller(
		    &batch.rows[BEFORE_OPENING], database->access, problem);
	for (size_t i = 0; i < batch.count; i++)
		db_rows_release(&batch.rows[i]);
	return rc;
}

void
database_close(struct database *database)
{
	db_close(&database->db);
	database->connected = false;
}
