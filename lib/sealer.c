#include "lib/sealer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/canon.h"
#include "lib/canon_lines.h"
#include "lib/db_batch.h"
#include "lib/device_lines.h"
#include "lib/hash.h"
#include "lib/map.h"
#include "lib/memory.h"
#include "lib/merkle.h"
#include "queries.h"

/* A record that was read, and what its devices came to. */
struct covered {
	struct uuid campaign_id;
	uint8_t said[HASH_SIZE];  /* devices_sha256 of the record */
	uint8_t found[HASH_SIZE]; /* of the device rows */
	uint32_t has_found;
};

struct tally {
	struct merkle tree;
	struct map covered;
	struct hash devices;
	struct uuid campaign_id; /* whose devices are being hashed */
	bool hashing;
};

static int
tally_init(struct tally *tally, struct map_budget *budget, struct err *err)
{
	memset(tally, 0, sizeof(*tally));
	map_init(&tally->covered, sizeof(struct uuid), sizeof(struct covered),
	    budget);
	if (merkle_init(&tally->tree, err) != 0)
		return -1;
	return hash_init(&tally->devices, err);
}

static void
tally_release(struct tally *tally)
{
	merkle_release(&tally->tree);
	hash_release(&tally->devices);
	map_release(&tally->covered);
}

/* A canonical line becomes a leaf, and is read once more by the strict way. */
static int
take_line(void *arg, const char *line, size_t length, struct err *err)
{
	struct tally *tally = arg;
	struct correction correction;
	struct merkle_node leaf;
	struct covered *covered;
	struct record record;
	bool added;

	if (canon_read(line, length, &record, &correction, err) != 0)
		return -1;
	covered = map_put(&tally->covered, &record.campaign_id, &added);
	if (covered)
		memcpy(covered->said, record.devices_sha256, HASH_SIZE);
	record_release(&record);
	if (!covered)
		return memory_exhausted(tally->covered.budget, err);
	if (merkle_leaf(line, length, &leaf, err) != 0)
		return -1;
	return merkle_add(&tally->tree, &leaf, err);
}

static int
end_campaign(struct tally *tally, struct err *err)
{
	struct covered *covered;

	if (!tally->hashing)
		return 0;
	covered = map_get(&tally->covered, &tally->campaign_id);
	if (!covered)
		return err_set(err, ERR_DATA,
		    "there are devices of a record that does not exist");
	covered->has_found = 1;
	tally->hashing = false;
	return hash_final(&tally->devices, covered->found, err);
}

static int
take_device(void *arg, const struct db_rows *row, struct err *err)
{
	enum {
		CAMPAIGN,
		LINE
	};
	const char *line = db_text(row, 0, LINE);
	struct tally *tally = arg;
	struct uuid campaign;

	if (uuid_parse(db_text(row, 0, CAMPAIGN), &campaign) != 0)
		return err_set(err, ERR_INTERNAL, "a campaign id is no UUID");
	if (tally->hashing &&
	    uuid_compare(&campaign, &tally->campaign_id) != 0 &&
	    end_campaign(tally, err) != 0)
		return -1;
	tally->campaign_id = campaign;
	tally->hashing = true;
	return hash_update(&tally->devices, line, strlen(line), err);
}

/* The devices of every record are those its digest is of. */
static int
compare_devices(const struct tally *tally, struct err *err)
{
	uint8_t none[HASH_SIZE];

	if (hash_bytes("", 0, none, err) != 0)
		return -1;
	for (uint32_t i = 0; i < tally->covered.count; i++) {
		const struct covered *covered = map_at(&tally->covered, i);
		char id[UUID_TEXT_SIZE];

		if (memcmp(covered->said,
			covered->has_found ? covered->found : none,
			HASH_SIZE) != 0)
			return err_set(err, ERR_DATA,
			    "the devices of campaign %s are not those of its "
			    "record",
			    uuid_format(&covered->campaign_id, id));
	}
	return 0;
}

static int
read_devices(
    struct db *db, struct date date, struct tally *tally, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text)};
	const struct db_call call = {.text = sql_devices_of_day.text,
	    .nparams = 1,
	    .params = params,
	    .each = take_device,
	    .arg = tally};
	struct db_rows rows;
	int rc = db_batch(db, &call, 1, &rows, err);

	db_rows_release(&rows);
	if (rc != 0 || end_campaign(tally, err) != 0)
		return -1;
	return compare_devices(tally, err);
}

/* Number and root of what the database has of a day. */
static int
read_day(struct db *db, struct date date, struct map_budget *budget,
    int64_t *records, struct merkle_node *root, struct err *err)
{
	struct tally tally;
	const struct canon_sink sink = {take_line, &tally};
	int rc = -1;

	if (tally_init(&tally, budget, err) == 0 &&
	    canon_lines_of_day(db, date, &sink, err) == 0 &&
	    read_devices(db, date, &tally, err) == 0) {
		*records = (int64_t)tally.tree.count;
		rc = merkle_root(&tally.tree, root, err);
	}
	tally_release(&tally);
	return rc;
}

static void
start_seal(struct seal *seal, enum seal_kind kind, struct date date,
    const char *time_zone, const char *origin)
{
	memset(seal, 0, sizeof(*seal));
	seal->kind = kind;
	seal->date = date;
	snprintf(seal->zone, sizeof(seal->zone), "%s", time_zone);
	snprintf(seal->origin, sizeof(seal->origin), "%s", origin);
}

int
sealer_seal_day(struct db *db, struct date date, const char *time_zone,
    const char *origin, struct map_budget *budget, struct seal *seal,
    struct err *err)
{
	start_seal(seal, SEAL_DAY, date, time_zone, origin);
	if (read_day(db, date, budget, &seal->records, &seal->root, err) != 0)
		return -1;
	return chain_append(db, seal, err);
}

static int
take_correction_line(
    void *arg, const char *line, size_t length, struct err *err)
{
	struct merkle *tree = arg;
	struct merkle_node leaf;

	if (merkle_leaf(line, length, &leaf, err) != 0)
		return -1;
	return merkle_add(tree, &leaf, err);
}

static int
read_corrections(struct db *db, int64_t seq, int64_t *records,
    struct merkle_node *root, struct err *err)
{
	const struct seal seal = {.seq = seq, .kind = SEAL_CORRECTION};
	struct merkle tree;
	const struct canon_sink sink = {take_correction_line, &tree};
	int rc = -1;

	if (merkle_init(&tree, err) != 0)
		return -1;
	if (canon_lines_of_corrections(db, seq, &sink, err) == 0 &&
	    device_lines_of_seal(db, &seal, NULL, err) == 0) {
		*records = (int64_t)tree.count;
		rc = merkle_root(&tree, root, err);
	}
	merkle_release(&tree);
	return rc;
}

int
sealer_seal_corrections(struct db *db, int64_t seq, struct date date,
    const char *time_zone, const char *origin, struct seal *seal,
    struct err *err)
{
	start_seal(seal, SEAL_CORRECTION, date, time_zone, origin);
	if (read_corrections(db, seq, &seal->records, &seal->root, err) != 0)
		return -1;
	return chain_append(db, seal, err);
}

int
sealer_check(struct db *db, const struct seal *seal, struct map_budget *budget,
    struct err *err)
{
	struct merkle_node root;
	int64_t records;

	if ((seal->kind == SEAL_DAY
		    ? read_day(db, seal->date, budget, &records, &root, err)
		    : read_corrections(db, seal->seq, &records, &root, err)) !=
	    0)
		return -1;
	if (records == seal->records &&
	    memcmp(&root, &seal->root, sizeof(root)) == 0)
		return 0;
	return err_set(err, ERR_DATA, "the records are not those of seal %lld",
	    (long long)seal->seq);
}

static int
seal_old_day(struct db *db, struct date date, const char *time_zone,
    const char *origin, struct map_budget *budget, struct err *err)
{
	struct seal seal;
	struct err ignored;

	if (db_command(db, "begin transaction isolation level repeatable read",
		err) != 0)
		return -1;
	if (sealer_seal_day(db, date, time_zone, origin, budget, &seal, err) ==
		0 &&
	    db_command(db, "commit", err) == 0)
		return 0;
	(void)db_command(db, "rollback", &ignored);
	return -1;
}

int
sealer_seal_old_days(struct db *db, const char *origin,
    struct map_budget *budget, size_t *count, struct err *err)
{
	struct db_rows rows;
	int rc = 0;

	*count = 0;
	if (db_query(db, &sql_days_unsealed, 0, NULL, &rows, err) != 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < db_rows_count(&rows); i++) {
		struct date date;

		if (date_parse(db_text(&rows, i, 0), &date) != 0)
			rc = err_set(err, ERR_INTERNAL,
			    "the database gave an impossible date");
		else
			rc = seal_old_day(db, date, db_text(&rows, i, 1),
			    origin, budget, err);
		*count += rc == 0;
	}
	db_rows_release(&rows);
	return rc;
}
