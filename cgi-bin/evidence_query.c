#include "cgi-bin/evidence_query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/campaign_row.h"
#include "lib/canon_lines.h"
#include "lib/correction_reader.h"
#include "lib/published.h"
#include "lib/record_reader.h"
#include "queries.h"

/* Behind those of correction_read. */
#define COLUMN_SEAL (RECORD_READER_COLUMNS + 3)

/* A seal of the bundle and what is known of its leaves. */
struct evidence_seal {
	struct evidence_item *item;
	struct seal seal;
	bool is_published;
	struct merkle_node *leaves; /* NULL: to be computed */
	size_t count;
	/* While they are computed: */
	struct canon_call call;
	struct canon_sink sink;
};

static int
take_campaign(void *arg, const struct db_rows *row, struct err *err)
{
	struct evidence_query *query = arg;
	struct campaign_row campaign;

	if (campaign_row_read(&campaign, row, err) != 0)
		return -1;
	query->known = true;
	query->flight = campaign.flight;
	query->lookback_days = campaign.lookback_days;
	return 0;
}

/* --- the items, as the rows arrive --- */

/* The place of the next revision; ERR_DATA when one is missing. */
static struct evidence_item *
next_item(struct evidence *evidence, int64_t revision, struct err *err)
{
	size_t count = evidence->correction_count;
	struct evidence_item *items;

	if (revision == 0) {
		evidence->has_record = true;
		return &evidence->record;
	}
	if (revision != (int64_t)count + 1) {
		err_set(err, ERR_DATA, "a correction is missing");
		return NULL;
	}
	items = realloc(evidence->corrections, (count + 1) * sizeof(*items));
	if (!items) {
		err_memory(err);
		return NULL;
	}
	memset(&items[count], 0, sizeof(*items));
	evidence->corrections = items;
	evidence->correction_count++;
	return &items[count];
}

static int
fill_item(struct evidence_item *item, const struct record *record,
    const struct correction *correction, const char *seal, struct err *err)
{
	struct buf line;
	int rc;

	buf_init(&line, CANON_MAX_LENGTH);
	rc = canon_write(record, correction, &line, err);
	if (rc == 0) {
		item->canonical = strdup(line.data);
		item->seal = strdup(seal);
		if (!item->canonical || !item->seal)
			rc = err_memory(err);
	}
	buf_release(&line);
	return rc;
}

static int
take_item(void *arg, const struct db_rows *row, struct err *err)
{
	struct evidence_query *query = arg;
	struct correction correction;
	struct record record = {0};
	struct evidence_item *item = NULL;
	int rc = -1;

	if (db_is_null(row, 0, COLUMN_SEAL)) {
		query->unsealed = true;
		return 0;
	}
	if (correction_read(&record, &correction, row, 0, err) == 0)
		item = next_item(&query->evidence, correction.revision, err);
	if (item)
		rc = fill_item(item, &record, &correction,
		    db_text(row, 0, COLUMN_SEAL), err);
	record_release(&record);
	return rc;
}

static int
ask(struct evidence_query *query, struct database *database,
    struct problem *problem, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	const char *const id = uuid_format(&query->campaign_id, campaign);
	const char *const day = date_format(query->date, date);
	const struct db_call calls[] = {
	    {sql_report_campaign.text, 1, &id, take_campaign, query},
	    {sql_evidence_items.text, 1, &day, take_item, query},
	};

	return database_ask(
	    database, calls, sizeof(calls) / sizeof(calls[0]), problem, err);
}

/* --- the seals of the items --- */

/* What is published of the seal, if there is a directory. */
static int
look_up(
    struct evidence_query *query, struct evidence_seal *sealed, struct err *err)
{
	struct evidence_item *item = sealed->item;
	struct published published = {0};
	int rc = seal_parse(item->seal, strlen(item->seal), &sealed->seal, err);

	if (rc == 0 && query->directory)
		rc = published_read(query->directory, &sealed->seal, item->seal,
		    &published, err);
	if (rc != 0) {
		published_release(&published);
		return -1;
	}
	sealed->is_published = published.found;
	item->signature = published.signature;
	if (!item->signature)
		query->is_signed = false;
	if (sealed->seal.sealed > query->changed_at)
		query->changed_at = sealed->seal.sealed;
	return 0;
}

static int
read_seals(struct evidence_query *query, struct err *err)
{
	struct evidence *evidence = &query->evidence;
	size_t count = evidence->correction_count + evidence->has_record;
	struct evidence_seal *seals = calloc(count + 1, sizeof(*seals));
	size_t used = 0;

	if (!seals)
		return err_memory(err);
	query->seals = seals;
	query->seal_count = count;
	query->is_signed = true;
	if (evidence->has_record)
		seals[used++].item = &evidence->record;
	for (size_t i = 0; i < evidence->correction_count; i++)
		seals[used++].item = &evidence->corrections[i];
	for (size_t i = 0; i < count; i++) {
		if (look_up(query, &seals[i], err) != 0)
			return -1;
	}
	return 0;
}

int
evidence_query_read(struct evidence_query *query, struct database *database,
    struct problem *problem, struct err *err)
{
	if (ask(query, database, problem, err) != 0)
		return -1;
	if (!query->known || query->unsealed)
		return 0;
	return read_seals(query, err);
}

void
evidence_query_identify(
    const struct evidence_query *query, struct fingerprint *fingerprint)
{
	const unsigned char has_record = query->evidence.has_record;

	fingerprint_add(fingerprint, &has_record, 1);
	for (size_t i = 0; i < query->seal_count; i++) {
		const struct evidence_item *item = query->seals[i].item;

		fingerprint_add_text(fingerprint, item->canonical);
		fingerprint_add_text(fingerprint, item->seal);
		fingerprint_add_text(
		    fingerprint, item->signature ? item->signature : "");
	}
}

/* --- the proofs --- */

/* A canonical line is one leaf more. */
static int
take_line(void *arg, const char *line, size_t length, struct err *err)
{
	struct evidence_seal *sealed = arg;

	if (sealed->count == (size_t)sealed->seal.records)
		return err_set(err, ERR_DATA,
		    "there are more records than seal %" PRId64 " has",
		    sealed->seal.seq);
	return merkle_leaf(line, length, &sealed->leaves[sealed->count++], err);
}

static int
prepare_call(struct evidence_seal *sealed, struct err *err)
{
	if (sealed->seal.records > (int64_t)PUBLISHED_MAX_LEAVES)
		return err_set(err, ERR_CONFIG,
		    "seal %" PRId64 " has too many records for a proof",
		    sealed->seal.seq);
	sealed->leaves =
	    calloc((size_t)sealed->seal.records + 1, sizeof(*sealed->leaves));
	if (!sealed->leaves)
		return err_memory(err);
	sealed->sink = (struct canon_sink){take_line, sealed};
	canon_call_init(&sealed->call, &sealed->seal, &sealed->sink);
	return 0;
}

/* Computes the leaves of those that have none, from the records. */
static int
compute_leaves(struct evidence_query *query, struct database *database,
    struct problem *problem, struct err *err)
{
	struct db_call calls[DATABASE_MAX_CALLS];
	size_t used = 0, count = query->seal_count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct evidence_seal *sealed = &query->seals[i];

		if (!sealed->leaves) {
			rc = prepare_call(sealed, err);
			calls[used++] = sealed->call.call;
		}
		if (rc == 0 && used > 0 &&
		    (used == DATABASE_MAX_CALLS || i + 1 == count)) {
			rc = database_ask(database, calls, used, problem, err);
			used = 0;
		}
	}
	for (size_t i = 0; i < count; i++)
		canon_call_release(&query->seals[i].call);
	return rc;
}

static int
read_leaves(const struct evidence_query *query, struct evidence_seal *sealed,
    struct err *err)
{
	if (!sealed->is_published)
		return 0;
	if (published_leaves(
		query->directory, &sealed->seal, &sealed->leaves, err) != 0)
		return -1;
	if (sealed->leaves)
		sealed->count = (size_t)sealed->seal.records;
	return 0;
}

int
evidence_query_prove(struct evidence_query *query, struct database *database,
    struct problem *problem, struct err *err)
{
	for (size_t i = 0; i < query->seal_count; i++) {
		if (read_leaves(query, &query->seals[i], err) != 0)
			return -1;
	}
	if (compute_leaves(query, database, problem, err) != 0)
		return -1;
	for (size_t i = 0; i < query->seal_count; i++) {
		struct evidence_seal *sealed = &query->seals[i];

		if (evidence_prove(
			sealed->item, sealed->leaves, sealed->count, err) != 0)
			return -1;
	}
	return 0;
}

void
evidence_query_release(struct evidence_query *query)
{
	for (size_t i = 0; i < query->seal_count; i++)
		free(query->seals[i].leaves);
	free(query->seals);
	evidence_release(&query->evidence);
}
