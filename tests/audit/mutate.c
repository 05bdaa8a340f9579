/*
 * mutate ORIGIN SEED COUNT BUNDLE...: changes evidence bundles at random, in
 * their bytes and in their parts, and asks for each the library's verdict.
 * None may be VALID.  Signatures are judged as ssh-keygen would: good are the
 * pairs of seal and signature that the bundles hold, and no others.
 *
 * mutate -w DIR SEED COUNT BUNDLE...: writes the changed bundles to DIR
 * instead, for the real program.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/canon.h"
#include "lib/evidence.h"
#include "lib/file.h"
#include "lib/verify_evidence.h"
#include "tests/audit/mutations/bytes.h"

#define MAX_BUNDLES 16

static struct {
	struct buf text;
	struct evidence evidence;
} bundles[MAX_BUNDLES];
static size_t bundle_count;

static void
die(const char *words)
{
	fprintf(stderr, "mutate: %s\n", words);
	exit(70);
}

static size_t
item_count(const struct evidence *evidence)
{
	return evidence->has_record + evidence->correction_count;
}

static struct evidence_item *
item_at(struct evidence *evidence, size_t at)
{
	if (evidence->has_record)
		return at == 0 ? &evidence->record
			       : &evidence->corrections[at - 1];
	return &evidence->corrections[at];
}

/* What is changed part by part must have parts that can be read. */
static void
check_item(const struct evidence_item *item)
{
	struct correction correction;
	struct err err = {0};
	struct record record;
	struct seal seal;

	if (!item->signature)
		die("a seal of the bundle is not signed");
	if (canon_read(item->canonical, strlen(item->canonical), &record,
		&correction, &err) < 0)
		die(err.message);
	record_release(&record);
	if (seal_parse(item->seal, strlen(item->seal), &seal, &err) < 0)
		die(err.message);
}

static void
load(const char *path)
{
	struct evidence *evidence;
	struct err err = {0};
	struct buf *text;

	if (bundle_count == MAX_BUNDLES)
		die("too many bundles");
	text = &bundles[bundle_count].text;
	buf_init(text, 1 << 20);
	if (file_read(AT_FDCWD, path, text, &err) != FILE_READ ||
	    evidence_read(text->data, text->length,
		&bundles[bundle_count].evidence, &err) < 0)
		die(err.message);
	evidence = &bundles[bundle_count++].evidence;
	if (item_count(evidence) == 0)
		die("a bundle proves nothing");
	for (size_t i = 0; i < item_count(evidence); i++)
		check_item(item_at(evidence, i));
}

static int
known_pair(const void *arg, const struct seal *seal, const char *text,
    size_t length, const char *signature, struct err *err)
{
	(void)arg;
	(void)seal;
	(void)err;
	for (size_t i = 0; i < bundle_count; i++) {
		struct evidence *evidence = &bundles[i].evidence;

		for (size_t j = 0; j < item_count(evidence); j++) {
			const struct evidence_item *item = item_at(evidence, j);

			if (strlen(item->seal) == length &&
			    memcmp(item->seal, text, length) == 0 &&
			    strcmp(item->signature, signature) == 0)
				return 1;
		}
	}
	return 0;
}

static struct evidence_item *
any_item(struct evidence *evidence)
{
	return item_at(evidence, draw(item_count(evidence)));
}

static void
replace(char **text, const char *with)
{
	char *copy = strdup(with);

	if (!copy)
		die("out of memory");
	free(*text);
	*text = copy;
}

static int64_t
other_count(int64_t count)
{
	const int64_t choices[] = {count + 1, count - 1, count * 2, 0, 1,
	    RECORD_MAX_COUNT - count, (int64_t)draw(1 << 20)};
	int64_t choice = choices[draw(sizeof(choices) / sizeof(*choices))];

	return choice < 0 || choice > RECORD_MAX_COUNT ? 0 : choice;
}

static void
change_path(struct evidence_item *item)
{
	size_t at = item->path_length > 0 ? draw(item->path_length) : 0;

	switch (draw(4)) {
	case 0:
		if (item->path_length > 0)
			item->path[at].hash[draw(32)] ^=
			    (uint8_t)(1 << draw(8));
		break;
	case 1:
		if (item->path_length > 0)
			item->path_length--;
		break;
	case 2:
		if (item->path_length < MERKLE_MAX_PATH)
			memset(&item->path[item->path_length++], (int)draw(256),
			    sizeof(*item->path));
		break;
	default:
		if (item->path_length > 1) {
			struct merkle_node swap = item->path[0];

			item->path[0] = item->path[item->path_length - 1];
			item->path[item->path_length - 1] = swap;
		}
	}
}

/* A canonical record that says something else, as a forger would write it. */
static void
change_record(struct evidence_item *item)
{
	struct correction correction;
	struct record r = {.policy_id = 0};
	struct err err = {0};
	struct buf out;
	int64_t *numbers[] = {&r.total_impressions, &r.unique_devices,
	    &r.unique_stores, &r.total_duration_seconds, &r.plays_received,
	    &r.policy_id, &r.hours[draw(24)], &r.created_at, &r.day_start};
	size_t which = draw(12);

	if (canon_read(item->canonical, strlen(item->canonical), &r,
		&correction, &err) < 0)
		die(err.message);
	if (which < 7)
		*numbers[which] = other_count(*numbers[which]);
	else if (which < 9)
		*numbers[which] += which == 7 ? 1 : INSTANT_SECOND;
	else if (which == 9)
		r.id.bytes[draw(16)] ^= 1;
	else if (which == 10)
		r.outside_flight = !r.outside_flight;
	else
		correction.revision = other_count(correction.revision);
	buf_init(&out, 1 << 20);
	if (canon_write(&r, &correction, &out, &err) < 0)
		die(err.message);
	replace(&item->canonical, out.data);
	buf_release(&out);
	record_release(&r);
}

static void
change_seal(struct evidence_item *item)
{
	char text[SEAL_TEXT_SIZE];
	struct err err = {0};
	struct seal seal;

	if (seal_parse(item->seal, strlen(item->seal), &seal, &err) < 0)
		die(err.message);
	switch (draw(6)) {
	case 0:
		seal.seq = other_count(seal.seq) + 1;
		break;
	case 1:
		seal.records = other_count(seal.records);
		break;
	case 2:
		seal.date.days += 1 - 2 * (int32_t)draw(2);
		break;
	case 3:
		seal.root.hash[draw(32)] ^= 1;
		break;
	case 4:
		seal.prev[draw(32)] ^= 1;
		break;
	default:
		seal.sealed += INSTANT_SECOND;
	}
	if (seal.seq > RECORD_MAX_COUNT)
		seal.seq = 1;
	if (seal_format(&seal, text, &err) < 0)
		die(err.message);
	replace(&item->seal, text);
}

/* Parts of another item: a true proof of something else. */
static void
transplant(struct evidence_item *item)
{
	struct evidence *donor = &bundles[draw(bundle_count)].evidence;
	const struct evidence_item *from = any_item(donor);

	switch (draw(3)) {
	case 0:
		replace(&item->canonical, from->canonical);
		break;
	case 1:
		replace(&item->seal, from->seal);
		replace(&item->signature, from->signature);
		break;
	default:
		replace(&item->signature, from->signature);
	}
}

static void
change_order(struct evidence *evidence)
{
	size_t last = evidence->correction_count;
	struct evidence_item swap;

	if (last == 0 || !evidence->has_record)
		return;
	swap = evidence->record;
	evidence->record = evidence->corrections[last - 1];
	evidence->corrections[last - 1] = swap;
}

static void
change_part(struct evidence *evidence)
{
	struct evidence_item *item = any_item(evidence);

	switch (draw(8)) {
	case 0:
		item->index = other_count(item->index);
		break;
	case 1:
		item->size = other_count(item->size);
		break;
	case 2:
		change_path(item);
		break;
	case 3:
		change_record(item);
		break;
	case 4:
		change_seal(item);
		break;
	case 5:
		transplant(item);
		break;
	case 6:
		change_order(evidence);
		break;
	default:
		free(item->signature);
		item->signature = NULL;
	}
}

/* One changed bundle; false when the change changed nothing. */
static int
mutate(struct buf *out)
{
	size_t which = bundle_count > 1 ? draw(bundle_count) : 0;
	const struct buf *original = &bundles[which].text;
	struct evidence evidence;
	struct err err = {0};

	buf_init(out, 1 << 21);
	if (draw(2)) {
		buf_append(out, original->data, original->length);
		for (size_t i = draw(4) ? 1 : 2 + draw(4); i > 0; i--) {
			if (out->length == 0)
				break;
			if (draw(4))
				change_byte(out);
			else
				change_chunk(out);
		}
	} else {
		if (evidence_read(
			original->data, original->length, &evidence, &err) < 0)
			die(err.message);
		change_part(&evidence);
		evidence_write(&evidence, out);
		evidence_release(&evidence);
	}
	return out->length != original->length ||
	       memcmp(out->data, original->data, out->length) != 0;
}

static enum verify_verdict
judge(const struct buf *text, const char *origin)
{
	struct verify_signer signer = {known_pair, NULL};
	struct verify_report report;
	enum verify_verdict verdict;
	struct err err = {0};

	if (verify_evidence(
		text->data, text->length, origin, &signer, &report, &err) < 0)
		die(err.message);
	verdict = report.verdict;
	verify_release(&report);
	return verdict;
}

static void
save(const struct buf *text, const char *directory, long number)
{
	char path[4096];
	struct err err = {0};

	snprintf(path, sizeof(path), "%s/%06ld", directory, number);
	if (file_write(AT_FDCWD, path, 0644, text->data, text->length, &err) <
	    0)
		die(err.message);
}

static void
judge_originals(const char *origin)
{
	for (size_t i = 0; i < bundle_count; i++) {
		if (judge(&bundles[i].text, origin) != VERIFY_VALID)
			die("a bundle is not valid to begin with");
	}
}

/* Changes and judges, or saves; how many were VALID. */
static long
run(long count, const char *directory, const char *origin)
{
	long done = 0, found[3] = {0};

	while (done < count) {
		struct buf text;

		while (!mutate(&text))
			buf_release(&text);
		done++;
		if (directory)
			save(&text, directory, done);
		else {
			enum verify_verdict verdict = judge(&text, origin);

			if (verdict == VERIFY_VALID)
				fprintf(stderr, "accepted: %s\n", text.data);
			found[verdict]++;
		}
		buf_release(&text);
	}
	if (!directory)
		printf("%ld changed bundles: %ld VALID, %ld INCOMPLETE, %ld "
		       "TAMPERED\n",
		    count, found[VERIFY_VALID], found[VERIFY_INCOMPLETE],
		    found[VERIFY_TAMPERED]);
	return found[VERIFY_VALID];
}

int
main(int argc, char **argv)
{
	const char *directory = NULL, *origin = NULL;
	long accepted;

	if (argc > 2 && strcmp(argv[1], "-w") == 0) {
		directory = argv[2];
		argv++;
		argc--;
	} else
		origin = argv[1];
	if (argc < 5)
		die("usage: mutate ORIGIN|-w DIR SEED COUNT BUNDLE...");
	draw_seed(strtoull(argv[2], NULL, 10));
	for (int i = 4; i < argc; i++)
		load(argv[i]);
	if (!directory)
		judge_originals(origin);
	accepted = run(strtol(argv[3], NULL, 10), directory, origin);
	for (size_t i = 0; i < bundle_count; i++) {
		evidence_release(&bundles[i].evidence);
		buf_release(&bundles[i].text);
	}
	return accepted == 0 ? 0 : 1;
}
