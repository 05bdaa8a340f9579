#include "lib/admission.h"

#include <stddef.h>
#include <stdio.h>

#include "queries.h"

/* The text of the grant's advertiser for a parameter, or NULL. */
static const char *
advertiser_text(const struct grant *grant, char text[UUID_TEXT_SIZE])
{
	return grant->advertiser ? uuid_format(grant->advertiser, text) : NULL;
}

static int
insert(struct db *db, const struct grant *grant, bool granted, struct err *err)
{
	char text[UUID_TEXT_SIZE];
	const char *const params[] = {grant->principal,
	    advertiser_text(grant, text), granted ? "true" : "false",
	    grant->note};
	struct db_rows rows = {NULL};

	if (db_query(db, &sql_access_insert, 4, params, &rows, err) != 0)
		return -1;
	db_rows_release(&rows);
	return 0;
}

int
admission_grant(struct db *db, const struct grant *grant, struct err *err)
{
	return insert(db, grant, true, err);
}

int
admission_deny(struct db *db, const struct grant *grant, struct err *err)
{
	char text[UUID_TEXT_SIZE];
	const char *const params[] = {
	    grant->principal, advertiser_text(grant, text)};
	struct db_rows rows = {NULL};
	bool holds;

	if (db_query(db, &sql_access_holds, 2, params, &rows, err) != 0)
		return -1;
	holds = db_bool(&rows, 0, 0);
	db_rows_release(&rows);
	if (!holds)
		return err_set(err, ERR_USAGE, "\"%s\" has no such grant",
		    grant->principal);
	return insert(db, grant, false, err);
}

int
admission_create_token(struct db *db, const char *principal, unsigned days,
    const char *note, char token[TOKEN_SIZE], char id[UUID_TEXT_SIZE],
    struct err *err)
{
	uint8_t digest[HASH_SIZE];
	char hex[HASH_HEX_SIZE], lifetime[16];
	const char *const params[] = {hex, principal, lifetime, note};
	struct db_rows rows = {NULL};

	snprintf(lifetime, sizeof(lifetime), "%u", days);
	if (token_new(token, err) != 0 || token_digest(token, digest, err) != 0)
		return -1;
	hash_format(digest, hex);
	if (db_query(db, &sql_token_insert, 4, params, &rows, err) != 0)
		return -1;
	snprintf(id, UUID_TEXT_SIZE, "%s", db_text(&rows, 0, 0));
	db_rows_release(&rows);
	return 0;
}

/* Why it cannot be revoked: it was already, or it never was. */
static int
explain_no_revocation(struct db *db, const char *id, struct err *err)
{
	struct db_rows rows = {NULL};

	if (db_query(db, &sql_token_revoked, 1, &id, &rows, err) != 0)
		return -1;
	if (db_rows_count(&rows) == 0)
		err_set(err, ERR_USAGE,
		    "cannot revoke token %s: there is no such token", id);
	else
		err_set(err, ERR_USAGE,
		    "cannot revoke token %s: it was revoked already, at %s", id,
		    db_text(&rows, 0, 0));
	db_rows_release(&rows);
	return -1;
}

int
admission_revoke_token(
    struct db *db, const struct uuid *id, const char *note, struct err *err)
{
	char text[UUID_TEXT_SIZE];
	const char *const params[] = {uuid_format(id, text), note};
	struct db_rows rows = {NULL};
	size_t count;

	if (db_query(db, &sql_token_revoke, 2, params, &rows, err) != 0)
		return -1;
	count = db_rows_count(&rows);
	db_rows_release(&rows);
	if (count == 1)
		return 0;
	return explain_no_revocation(db, text, err);
}
