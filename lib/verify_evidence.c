#include "lib/verify_evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/canon.h"
#include "lib/evidence.h"

/* A verification under way. */
struct check {
	const char *origin;
	const struct verify_signer *signer;
	struct verify_report *report;
	struct err *err;
	/* What the items before said, for what must hold between them. */
	bool has_first;
	struct uuid campaign_id;
	struct date date;
	int64_t seq;
	int64_t revision;
	struct merkle_node leaf;
};

/* One item of the bundle, read. */
struct item {
	const struct evidence_item *raw;
	char name[40];
	struct seal seal;
	struct record record;
	struct correction correction;
	struct merkle_node leaf;
};

static void
tampered(struct check *check, const struct item *item, const char *words)
{
	verify_problem(
	    check->report, VERIFY_TAMPERED, "%s: %s", item->name, words);
}

/* Reads the parts; false when one of them is not what it should be. */
static bool
read_parts(struct check *check, struct item *item)
{
	const struct evidence_item *raw = item->raw;
	struct err err = {0};

	if (seal_parse(raw->seal, strlen(raw->seal), &item->seal, &err) < 0 ||
	    canon_read(raw->canonical, strlen(raw->canonical), &item->record,
		&item->correction, &err) < 0) {
		tampered(check, item, err.message);
		return false;
	}
	return true;
}

static void
check_seal(struct check *check, const struct item *item)
{
	if (strcmp(item->seal.origin, check->origin) != 0)
		tampered(check, item, "the seal is of another origin");
	if (item->seal.records != item->raw->size)
		tampered(check, item, "the seal has another number of records");
}

static int
check_inclusion(struct check *check, struct item *item)
{
	const struct evidence_item *raw = item->raw;
	int stands;

	if (merkle_leaf(raw->canonical, strlen(raw->canonical), &item->leaf,
		check->err) < 0)
		return -1;
	stands = merkle_verify(&item->leaf, (uint64_t)raw->index,
	    (uint64_t)raw->size, raw->path, raw->path_length, &item->seal.root,
	    check->err);
	if (stands == 0)
		tampered(check, item, "the record does not stand in the seal");
	return stands < 0 ? -1 : 0;
}

static int
check_signature(struct check *check, const struct item *item)
{
	const char *signature = item->raw->signature;
	int good;

	if (!signature) {
		verify_problem(check->report, VERIFY_INCOMPLETE,
		    "%s: the seal is not signed", item->name);
		return 0;
	}
	good = check->signer->check(check->signer->arg, &item->seal,
	    item->raw->seal, strlen(item->raw->seal), signature, check->err);
	if (good == 0)
		tampered(check, item,
		    "the seal is not signed by a key that was allowed");
	if (good > 0)
		verify_count(check->report, "signatures", 1);
	return good < 0 ? -1 : 0;
}

/* Record and seal must be of one kind, and for a day of one date and zone. */
static void
check_kind(struct check *check, const struct item *item, int64_t revision)
{
	const struct seal *seal = &item->seal;

	if (item->correction.revision != revision)
		tampered(check, item, "the revision is not the next one");
	if ((revision > 0) != (seal->kind == SEAL_CORRECTION))
		tampered(check, item, "the seal is of the other kind");
	if (seal->kind == SEAL_DAY &&
	    (date_compare(seal->date, item->record.date) != 0 ||
		strcmp(seal->zone, item->record.time_zone) != 0))
		tampered(check, item, "the seal is of another day");
}

/* What a correction must keep to towards the item before it. */
static void
check_link(struct check *check, const struct item *item)
{
	static const struct merkle_node none;
	const struct merkle_node *before =
	    check->has_first ? &check->leaf : &none;

	if (item->correction.revision > 0 &&
	    memcmp(item->correction.supersedes, before->hash, HASH_SIZE) != 0)
		tampered(
		    check, item, "it does not supersede what stands before it");
	if (check->has_first &&
	    (uuid_compare(&check->campaign_id, &item->record.campaign_id) !=
		    0 ||
		date_compare(check->date, item->record.date) != 0))
		tampered(check, item, "it is of another campaign or day");
	if (check->has_first && item->seal.seq <= check->seq)
		tampered(check, item, "it is sealed before what it corrects");
	check->has_first = true;
	check->campaign_id = item->record.campaign_id;
	check->date = item->record.date;
	check->seq = item->seal.seq;
	check->leaf = item->leaf;
}

/* What was verified, in words: a proof is of these numbers and no others. */
static int
note_item(struct check *check, const struct item *item)
{
	struct verify_head head = {.seq = item->seal.seq};
	const struct record *record = &item->record;
	char text[VERIFY_HEAD_SIZE], campaign[UUID_TEXT_SIZE];
	char date[DATE_TEXT_SIZE];

	if (hash_bytes(item->raw->seal, strlen(item->raw->seal), head.hash,
		check->err) < 0)
		return -1;
	verify_note(check->report,
	    "%s: campaign %s on %s, %" PRId64 " impressions, %" PRId64
	    " seconds",
	    item->name, uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date), record->total_impressions,
	    record->total_duration_seconds);
	verify_note(check->report, "%s: seal %s", item->name,
	    verify_head_format(&head, text));
	return 0;
}

/* Where it stands, what it says; then its signature. */
static int
check_item(
    struct check *check, const struct evidence_item *raw, int64_t revision)
{
	struct item item = {.raw = raw};
	int result;

	snprintf(item.name, sizeof(item.name),
	    revision == 0 ? "record" : "correction %" PRId64, revision);
	if (!read_parts(check, &item))
		return 0;
	check_seal(check, &item);
	check_kind(check, &item, revision);
	result = check_inclusion(check, &item);
	if (result == 0) {
		check_link(check, &item);
		result = check_signature(check, &item);
	}
	if (result == 0)
		result = note_item(check, &item);
	verify_count(
	    check->report, revision == 0 ? "records" : "corrections", 1);
	record_release(&item.record);
	return result;
}

static int
check_bundle(struct check *check, const struct evidence *evidence)
{
	struct verify_report *report = check->report;

	verify_count(report, "records", 0);
	verify_count(report, "corrections", 0);
	verify_count(report, "signatures", 0);
	if (!evidence->has_record && evidence->correction_count == 0)
		verify_problem(
		    report, VERIFY_INCOMPLETE, "the bundle holds no record");
	if (evidence->has_record && check_item(check, &evidence->record, 0) < 0)
		return -1;
	for (size_t i = 0; i < evidence->correction_count; i++) {
		if (check_item(
			check, &evidence->corrections[i], (int64_t)i + 1) < 0)
			return -1;
	}
	if (!evidence->has_record && evidence->correction_count > 0)
		verify_unchecked(report,
		    "that the day was sealed without this campaign's record");
	return 0;
}

static void
say_limits(struct verify_report *report)
{
	verify_unchecked(report,
	    "whether there are later corrections than those in the bundle");
	verify_unchecked(report,
	    "whether others were shown another history: compare the seals "
	    "above with those on the invoice or in the published directory");
	verify_unchecked(report, "the device rows behind devices_sha256");
	verify_unchecked(
	    report, "whether the screens showed what the players reported");
}

int
verify_evidence(const char *bundle, size_t length, const char *origin,
    const struct verify_signer *signer, struct verify_report *report,
    struct err *err)
{
	struct check check = {
	    .origin = origin, .signer = signer, .report = report, .err = err};
	struct evidence evidence;
	struct err malformed = {0};
	int result;

	memset(report, 0, sizeof(*report));
	if (evidence_read(bundle, length, &evidence, &malformed) < 0) {
		if (malformed.kind != ERR_DATA) {
			*err = malformed;
			return -1;
		}
		verify_problem(
		    report, VERIFY_TAMPERED, "%s", malformed.message);
		return 0;
	}
	result = check_bundle(&check, &evidence);
	if (result == 0)
		say_limits(report);
	evidence_release(&evidence);
	return result;
}
