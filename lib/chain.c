#include "lib/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "queries.h"

static int
read_link(const struct db_rows *rows, size_t row, struct chain_link *link,
    struct err *err)
{
	const char *body = db_text(rows, row, 1);

	link->length = strlen(body);
	if (link->length >= sizeof(link->text) ||
	    seal_parse(body, link->length, &link->seal, err) != 0 ||
	    link->seal.seq != db_int64(rows, row, 0))
		return err_set(err, ERR_DATA, "seal %s is malformed",
		    db_text(rows, row, 0));
	memcpy(link->text, body, link->length + 1);
	return hash_bytes(link->text, link->length, link->hash, err);
}

/* At most one seal. */
static int
query_link(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, bool *found, struct chain_link *link,
    struct err *err)
{
	struct db_rows rows;
	int rc = 0;

	if (db_query(db, sql, nparams, params, &rows, err) != 0)
		return -1;
	*found = db_rows_count(&rows) == 1;
	if (*found)
		rc = read_link(&rows, 0, link, err);
	db_rows_release(&rows);
	return rc;
}

int
chain_head(struct db *db, bool *found, struct chain_link *link, struct err *err)
{
	return query_link(db, &sql_seal_head, 0, NULL, found, link, err);
}

int
chain_get(struct db *db, int64_t seq, bool *found, struct chain_link *link,
    struct err *err)
{
	char text[32];
	const char *const params[] = {text};

	snprintf(text, sizeof(text), "%" PRId64, seq);
	return query_link(db, &sql_seal_by_seq, 1, params, found, link, err);
}

int
chain_each(struct db *db,
    int (*take)(void *arg, const struct chain_link *link, struct err *err),
    void *arg, struct err *err)
{
	struct db_rows rows;
	int rc = 0;

	if (db_query(db, &sql_seals_all, 0, NULL, &rows, err) != 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < db_rows_count(&rows); i++) {
		struct chain_link link;

		rc = read_link(&rows, i, &link, err);
		if (rc == 0)
			rc = take(arg, &link, err);
	}
	db_rows_release(&rows);
	return rc;
}

int
chain_next(struct db *db, int64_t *seq, struct err *err)
{
	struct chain_link head;
	bool found;

	if (chain_head(db, &found, &head, err) != 0)
		return -1;
	*seq = found ? head.seal.seq + 1 : 1;
	return 0;
}

static int
database_now(struct db *db, int64_t *now, struct err *err)
{
	struct db_rows rows;

	if (db_query(db, &sql_clock, 0, NULL, &rows, err) != 0)
		return -1;
	*now = db_int64(&rows, 0, 0);
	*now -= *now % INSTANT_SECOND;
	db_rows_release(&rows);
	return 0;
}

/* What of a seal comes from the one before. */
static int
join_chain(struct db *db, struct seal *seal, struct err *err)
{
	struct chain_link before;
	bool found;

	if (chain_head(db, &found, &before, err) != 0 ||
	    database_now(db, &seal->sealed, err) != 0)
		return -1;
	seal->seq = found ? before.seal.seq + 1 : 1;
	memset(seal->prev, 0, sizeof(seal->prev));
	if (!found)
		return 0;
	memcpy(seal->prev, before.hash, sizeof(seal->prev));
	if (seal->sealed < before.seal.sealed)
		seal->sealed = before.seal.sealed;
	if (strcmp(seal->origin, before.seal.origin) == 0)
		return 0;
	return err_set(err, ERR_CONFIG,
	    "the chain of seals has the origin \"%s\", not \"%s\"",
	    before.seal.origin, seal->origin);
}

int
chain_restore(
    struct db *db, const struct seal *seal, const char *text, struct err *err)
{
	char seq[32], date[DATE_TEXT_SIZE];
	const char *const params[] = {seq, seal_kind_name(seal->kind),
	    date_format(seal->date, date), text};
	struct db_rows rows;

	snprintf(seq, sizeof(seq), "%" PRId64, seal->seq);
	if (db_query(db, &sql_seal_insert, 4, params, &rows, err) != 0)
		return -1;
	db_rows_release(&rows);
	return 0;
}

int
chain_append(struct db *db, struct seal *seal, struct err *err)
{
	char text[SEAL_TEXT_SIZE];

	if (join_chain(db, seal, err) != 0 || seal_format(seal, text, err) < 0)
		return -1;
	return chain_restore(db, seal, text, err);
}
