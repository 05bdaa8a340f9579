#include "lib/verify_chain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/canon.h"
#include "lib/device_groups.h"
#include "lib/file.h"
#include "lib/history.h"
#include "lib/publish_list.h"
#include "lib/sshsig.h"
#include "lib/verify_dates.h"

#define LEAF_LINE 65 /* 64 digits and the newline */
#define FILE_LIMIT ((size_t)1 << 30)

/* A verification under way. */
struct check {
	const struct verify_chain_options *options;
	struct verify_report *report;
	struct err *err;
	int directory;
	int64_t *seqs; /* of the seal files there are, ascending */
	size_t seq_count;
	int64_t last_part;  /* largest number of any seal's file */
	struct seal seal;   /* the one at hand */
	struct seal before; /* the one before, if it could be read */
	bool has_before;
	struct verify_head newest;
	bool head_met;
	int64_t without_records; /* seals whose records are not there */
	int64_t without_devices; /* seals with records, but no devices */
	struct buf devices;
	struct device_groups groups; /* of the seal at hand; empty: none */
	struct merkle_node *leaves;
	struct history history;
	struct verify_dates dates;
	struct buf text;
};

static void __attribute__((format(printf, 3, 4))) problem(
    struct check *check, enum verify_verdict verdict, const char *format, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	verify_problem(check->report, verdict, "seal %" PRId64 ": %s",
	    check->seal.seq, text);
}

/*
 * Reads a seal's file with this suffix into check->text: FILE_MISSING,
 * FILE_READ, -1.  One that is too large reads as empty, and so as malformed.
 */
static int
read_part(struct check *check, const char *suffix, size_t limit)
{
	char name[64];
	int found;

	snprintf(
	    name, sizeof(name), "%06" PRId64 ".%s", check->seal.seq, suffix);
	buf_clear(&check->text);
	check->text.limit = limit;
	found = file_read(check->directory, name, &check->text, check->err);
	return found == FILE_TOO_LARGE ? FILE_READ : found;
}

/* The signature over check->text, which holds the seal. */
static int
check_signature(struct check *check)
{
	char seal[SEAL_TEXT_SIZE];
	size_t length = check->text.length;
	int good;

	memcpy(seal, check->text.data, length);
	good = read_part(check, "seal.sig", SSHSIG_MAX_LENGTH);
	if (good < 0)
		return -1;
	if (good == 0) {
		problem(check, VERIFY_INCOMPLETE, "there is no signature");
		return 0;
	}
	good = check->options->signer->check(check->options->signer->arg,
	    &check->seal, seal, length, check->text.data, check->err);
	if (good > 0 && strlen(check->text.data) != check->text.length)
		good = 0;
	if (good == 0)
		problem(check, VERIFY_TAMPERED,
		    "it is not signed by a key that was allowed");
	verify_count(check->report, "signatures", good > 0);
	return good < 0 ? -1 : 0;
}

static void
meet_head(struct check *check)
{
	const struct verify_head *head = &check->options->head;

	if (check->seal.seq != head->seq)
		return;
	check->head_met = true;
	if (memcmp(check->newest.hash, head->hash, HASH_SIZE) != 0)
		problem(check, VERIFY_TAMPERED,
		    "it is not the seal known from elsewhere");
}

/* Takes the seal's text from check->text; false when it is not one. */
static bool
read_seal(struct check *check, int64_t seq)
{
	struct err err = {0};

	if (seal_parse(
		check->text.data, check->text.length, &check->seal, &err) < 0 ||
	    check->seal.seq != seq) {
		check->seal.seq = seq;
		problem(check, VERIFY_TAMPERED, "%s",
		    err.message[0] ? err.message : "it has another number");
		return false;
	}
	return true;
}

static int
check_chain(struct check *check, const uint8_t before_hash[HASH_SIZE])
{
	struct err err = {0};

	if (strcmp(check->seal.origin, check->options->origin) != 0)
		problem(check, VERIFY_TAMPERED, "it is of another origin");
	if ((check->has_before || check->seal.seq == 1) &&
	    seal_follows(&check->seal,
		check->has_before ? &check->before : NULL, before_hash,
		&err) < 0)
		problem(check, VERIFY_TAMPERED, "%s", err.message);
	if (history_seal(&check->history, &check->seal, &err) < 0)
		problem(check, VERIFY_TAMPERED, "%s", err.message);
	if (check->seal.kind == SEAL_DAY)
		return verify_dates_add(
		    &check->dates, check->seal.date, check->err);
	return 0;
}

/* Reads check->text as leaves; false when it is no list of that many. */
static bool
parse_leaves(struct check *check, size_t count)
{
	const char *at = check->text.data;

	if (check->text.length != count * LEAF_LINE)
		return false;
	for (size_t i = 0; i < count; i++, at += LEAF_LINE) {
		if (hash_parse(at, check->leaves[i].hash) < 0 ||
		    at[LEAF_LINE - 1] != '\n')
			return false;
	}
	return true;
}

/* 1 when check->leaves are those of the seal, 0 when not, -1. */
static int
check_leaves(struct check *check)
{
	struct merkle_node root;
	size_t count = (size_t)check->seal.records;
	int there = read_part(check, "leaves", FILE_LIMIT);

	if (there < 0)
		return -1;
	if (there == 0) {
		problem(check, VERIFY_INCOMPLETE, "its leaves are not there");
		return 0;
	}
	if (check->seal.records > (int64_t)(FILE_LIMIT / LEAF_LINE))
		count = 0;
	free(check->leaves);
	check->leaves = calloc(count + 1, sizeof(*check->leaves));
	if (!check->leaves)
		return err_memory(check->err);
	if (!parse_leaves(check, (size_t)check->seal.records)) {
		problem(check, VERIFY_TAMPERED,
		    "its leaves are malformed or of another number");
		return 0;
	}
	if (merkle_root_of(check->leaves, count, &root, check->err) < 0)
		return -1;
	verify_count(check->report, "leaves", check->seal.records);
	if (memcmp(&root, &check->seal.root, sizeof(root)) == 0)
		return 1;
	problem(check, VERIFY_TAMPERED, "its leaves have another root");
	return 0;
}

/* Reads the private file of the devices, where it is there. */
static int
read_devices(struct check *check)
{
	char name[64];
	int found;

	snprintf(name, sizeof(name), "%06" PRId64 ".devices", check->seal.seq);
	buf_clear(&check->devices);
	found = file_read(check->directory, name, &check->devices, check->err);
	check->groups = (struct device_groups){NULL, NULL};
	if (found == FILE_MISSING)
		check->without_devices++;
	else if (found == FILE_TOO_LARGE)
		problem(check, VERIFY_TAMPERED, "its devices are too many");
	else if (found == FILE_READ)
		check->groups = (struct device_groups){check->devices.data,
		    check->devices.data + check->devices.length};
	return found < 0 ? -1 : 0;
}

/* One problem a seal: after it, groups and records are not in step. */
static void
check_devices(struct check *check, const struct record *record,
    const struct correction *correction)
{
	struct device_group group;
	struct err err = {0};

	if (!check->groups.at)
		return;
	if (device_groups_take(
		&check->groups, record, correction, &group, &err) == 0)
		return;
	problem(check, VERIFY_TAMPERED, "%s", err.message);
	check->groups.at = NULL;
}

static int
check_record(struct check *check, const char *line, size_t length,
    const struct merkle_node *want)
{
	struct correction correction;
	struct merkle_node leaf;
	struct record record;
	struct err err = {0};

	if (merkle_leaf(line, length, &leaf, check->err) < 0)
		return -1;
	if (memcmp(&leaf, want, sizeof(leaf)) != 0) {
		problem(check, VERIFY_TAMPERED, "a record has another leaf");
		return 0;
	}
	verify_count(check->report, "records", 1);
	if (canon_read(line, length, &record, &correction, &err) < 0) {
		problem(check, VERIFY_TAMPERED, "%s", err.message);
		return 0;
	}
	if (history_record(&check->history, &record, &correction, &leaf, &err) <
	    0)
		problem(check, VERIFY_TAMPERED, "%s", err.message);
	check_devices(check, &record, &correction);
	record_release(&record);
	return 0;
}

/* The private records against the leaves, where they are there. */
static int
check_records(struct check *check)
{
	const char *at, *end;
	struct err err = {0};
	int64_t count = 0;
	int there = read_part(check, "records", FILE_LIMIT);

	if (there < 0)
		return -1;
	if (there == 0) {
		check->without_records++;
		check->history.partial = true;
		return 0;
	}
	if (read_devices(check) < 0)
		return -1;
	at = check->text.data;
	end = at + check->text.length;
	while (at < end && count < check->seal.records) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (!stop)
			break;
		if (check_record(check, at, (size_t)(stop - at),
			&check->leaves[count]) < 0)
			return -1;
		count++;
		at = stop + 1;
	}
	if (at != end || count != check->seal.records)
		problem(check, VERIFY_TAMPERED,
		    "its records are malformed or of another number");
	else if (check->groups.at &&
		 device_groups_end(&check->groups, &err) < 0)
		problem(check, VERIFY_TAMPERED, "%s", err.message);
	return 0;
}

/* One seal and all that belongs to it. */
static int
check_seal(struct check *check, int64_t seq)
{
	uint8_t before_hash[HASH_SIZE];
	int result;

	memcpy(before_hash, check->newest.hash, HASH_SIZE);
	check->seal.seq = seq;
	result = read_part(check, "seal", SEAL_TEXT_SIZE - 1);
	if (result <= 0)
		return result < 0 ? -1
				  : err_set(check->err, ERR_CONFIG,
					"seal %" PRId64 " went away", seq);
	check->newest.seq = seq;
	if (hash_bytes(check->text.data, check->text.length, check->newest.hash,
		check->err) < 0)
		return -1;
	meet_head(check);
	verify_count(check->report, "seals", 1);
	if (!read_seal(check, seq)) {
		check->has_before = false;
		return 0;
	}
	if (check_chain(check, before_hash) < 0)
		return -1;
	check->before = check->seal;
	check->has_before = true;
	if (check->options->signer && check_signature(check) < 0)
		return -1;
	result = check_leaves(check);
	if (result > 0)
		result = check_records(check);
	else
		check->history.partial = true;
	return result < 0 ? -1 : 0;
}

static void
check_gap(struct check *check, int64_t last, int64_t next)
{
	if (next == last + 1)
		return;
	check->has_before = false;
	check->history.partial = true;
	if (next == last + 2)
		verify_problem(check->report, VERIFY_TAMPERED,
		    "seal %" PRId64 " is missing", last + 1);
	else
		verify_problem(check->report, VERIFY_TAMPERED,
		    "seals %" PRId64 " to %" PRId64 " are missing", last + 1,
		    next - 1);
}

static int
check_seals(struct check *check)
{
	int64_t last = 0;

	for (size_t i = 0; i < check->seq_count; i++) {
		check_gap(check, last, check->seqs[i]);
		if (check_seal(check, check->seqs[i]) < 0)
			return -1;
		last = check->seqs[i];
	}
	return 0;
}

/* A shortened history verifies in itself: only a known seal tells. */
static void
check_head(struct check *check)
{
	const struct verify_head *head = &check->options->head;
	struct verify_report *report = check->report;
	char text[VERIFY_HEAD_SIZE];

	if (check->seq_count == 0)
		verify_problem(report,
		    head->seq > 0 ? VERIFY_TAMPERED : VERIFY_INCOMPLETE,
		    "there is no seal");
	else
		verify_note(report, "head %s",
		    verify_head_format(&check->newest, text));
	if (head->seq > check->newest.seq && check->seq_count > 0)
		verify_problem(report, VERIFY_TAMPERED,
		    "seal %" PRId64 " is known from elsewhere, but the last "
		    "one here is %" PRId64,
		    head->seq, check->newest.seq);
	if (check->last_part > check->newest.seq)
		verify_problem(report, VERIFY_INCOMPLETE,
		    "there are files of seal %" PRId64 ", but no seal",
		    check->last_part);
	if (check->options->vouched)
		return;
	if (head->seq == 0)
		verify_unchecked(report,
		    "whether newer seals were cut off: give one you know with "
		    "--head or --state");
	if (check->options->signer)
		return;
	verify_unchecked(report, "signatures");
	if (check->newest.seq > 0 &&
	    !(check->head_met && head->seq == check->newest.seq))
		verify_problem(report, VERIFY_INCOMPLETE,
		    "without signatures nothing vouches for the last seal but "
		    "a --head that names it");
}

static void
say_limits(struct check *check)
{
	struct verify_report *report = check->report;

	if (!check->options->vouched)
		verify_dates_note(&check->dates, report);
	if (check->without_records > 0)
		verify_unchecked(report,
		    "the records of %" PRId64
		    " seals: their files are private and not here",
		    check->without_records);
	if (check->without_devices > 0)
		verify_unchecked(report,
		    "the devices of %" PRId64
		    " seals: their files are private and not here",
		    check->without_devices);
	if (check->options->vouched)
		return;
	verify_unchecked(report,
	    "whether others were shown another history: compare the head");
	verify_unchecked(report, "the database");
}

int
verify_chain(const struct verify_chain_options *options,
    struct verify_report *report, struct verify_head *newest, struct err *err)
{
	struct check check = {.options = options, .report = report, .err = err};
	int result = -1;

	memset(report, 0, sizeof(*report));
	buf_init(&check.text, FILE_LIMIT);
	buf_init(&check.devices, FILE_LIMIT);
	history_init(&check.history);
	check.directory = file_open_directory(options->directory, err);
	if (check.directory < 0)
		goto out;
	verify_count(report, "seals", 0);
	verify_count(report, "leaves", 0);
	verify_count(report, "records", 0);
	if (options->signer)
		verify_count(report, "signatures", 0);
	if (publish_list_all(options->directory, "seal", &check.seqs,
		&check.seq_count, &check.last_part, err) < 0 ||
	    check_seals(&check) < 0)
		goto out;
	check_head(&check);
	say_limits(&check);
	*newest = check.newest;
	result = 0;
out:
	if (check.directory >= 0)
		close(check.directory);
	free(check.seqs);
	free(check.leaves);
	verify_dates_release(&check.dates);
	history_release(&check.history);
	buf_release(&check.text);
	buf_release(&check.devices);
	return result;
}
