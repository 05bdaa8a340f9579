#include "lib/verify_db.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/canon_lines.h"
#include "lib/chain.h"
#include "lib/guards.h"
#include "lib/history.h"
#include "lib/merkle.h"
#include "lib/schema.h"
#include "lib/sealer.h"
#include "lib/verify_chain.h"
#include "lib/verify_dates.h"
#include "queries.h"

/* A verification under way. */
struct check {
	const struct verify_db_options *options;
	struct verify_report *report;
	struct err *err;
	struct db db;
	struct chain_link before;
	bool has_before;
	uint8_t (*hashes)[HASH_SIZE]; /* of the seals, by number from 1 */
	size_t hash_count;
	struct history history;
	struct verify_dates dates;
};

static void __attribute__((format(printf, 3, 4)))
problem(struct check *check, int64_t seq, const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	verify_problem(
	    check->report, VERIFY_TAMPERED, "seal %" PRId64 ": %s", seq, text);
}

static int
open_database(struct check *check)
{
	if (db_connect(&check->db, &check->options->connect, check->err) < 0)
		return -1;
	return db_command(&check->db,
	    "begin transaction isolation level repeatable read read only",
	    check->err);
}

/*
 * What is wrong with the data is a finding; anything else ends the
 * verification.  A reading that was broken off leaves the connection useless.
 */
static int
survive(struct check *check, int64_t seq, const struct err *why)
{
	if (why->kind != ERR_DATA) {
		*check->err = *why;
		return -1;
	}
	problem(check, seq, "%s", why->message);
	check->history.partial = true;
	db_close(&check->db);
	return open_database(check);
}

/* A line of a seal, for what must hold between records. */
static int
take_line(void *arg, const char *line, size_t length, struct err *err)
{
	struct check *check = arg;
	struct correction correction;
	struct merkle_node leaf;
	struct record record;
	struct err wrong = {0};

	if (merkle_leaf(line, length, &leaf, err) < 0 ||
	    canon_read(line, length, &record, &correction, err) < 0)
		return -1;
	verify_count(check->report, "records", correction.revision == 0);
	verify_count(check->report, "corrections", correction.revision > 0);
	if (history_record(
		&check->history, &record, &correction, &leaf, &wrong) < 0)
		problem(check, check->history.seal.seq, "%s", wrong.message);
	record_release(&record);
	return 0;
}

static int
check_records(struct check *check, const struct seal *seal)
{
	struct canon_sink sink = {take_line, check};
	struct err wrong = {0};

	if (sealer_check(&check->db, seal, NULL, &wrong) < 0)
		return survive(check, seal->seq, &wrong);
	if (canon_lines_of_seal(&check->db, seal, &sink, &wrong) < 0)
		return survive(check, seal->seq, &wrong);
	return 0;
}

static void
check_link(struct check *check, const struct chain_link *link)
{
	const struct verify_head *head = &check->options->head;
	const char *origin = check->options->origin;
	struct err wrong = {0};

	if (origin && strcmp(link->seal.origin, origin) != 0)
		problem(check, link->seal.seq, "it is of another origin");
	if (seal_follows(&link->seal,
		check->has_before ? &check->before.seal : NULL,
		check->before.hash, &wrong) < 0)
		problem(check, link->seal.seq, "%s", wrong.message);
	if (link->seal.seq == head->seq &&
	    memcmp(link->hash, head->hash, HASH_SIZE) != 0)
		problem(check, link->seal.seq,
		    "it is not the seal known from elsewhere");
	if (history_seal(&check->history, &link->seal, &wrong) < 0)
		problem(check, link->seal.seq, "%s", wrong.message);
}

static int
keep_hash(struct check *check, const struct chain_link *link)
{
	size_t count = check->hash_count;

	/* Capacities are powers of two. */
	if ((count & (count - 1)) == 0) {
		void *more = realloc(
		    check->hashes, (count == 0 ? 1 : 2 * count) * HASH_SIZE);

		if (!more)
			return err_memory(check->err);
		check->hashes = more;
	}
	memcpy(check->hashes[count], link->hash, HASH_SIZE);
	check->hash_count++;
	return 0;
}

static int
take_link(void *arg, const struct chain_link *link, struct err *err)
{
	struct check *check = arg;

	(void)err; /* the same as check->err */
	verify_count(check->report, "seals", 1);
	check_link(check, link);
	check->before = *link;
	check->has_before = true;
	if (keep_hash(check, link) < 0)
		return -1;
	if (link->seal.kind == SEAL_DAY &&
	    verify_dates_add(&check->dates, link->seal.date, check->err) < 0)
		return -1;
	return check_records(check, &link->seal);
}

/* A malformed seal ends the walk, and what comes after is not looked at. */
static int
check_seals(struct check *check)
{
	if (chain_each(&check->db, take_link, check, check->err) == 0)
		return 0;
	if (check->err->kind != ERR_DATA)
		return -1;
	verify_problem(
	    check->report, VERIFY_TAMPERED, "%s", check->err->message);
	memset(check->err, 0, sizeof(*check->err));
	return 0;
}

static int
check_strays(struct check *check)
{
	struct db_rows rows;

	if (db_query(
		&check->db, &sql_sealed_strays, 0, NULL, &rows, check->err) < 0)
		return -1;
	for (size_t row = 0; row < db_rows_count(&rows); row++)
		verify_problem(check->report,
		    check->hash_count > 0 ? VERIFY_TAMPERED : VERIFY_INCOMPLETE,
		    "%s", db_text(&rows, row, 0));
	db_rows_release(&rows);
	return 0;
}

static void
check_head(struct check *check)
{
	const struct verify_head *head = &check->options->head;
	int64_t last = check->has_before ? check->before.seal.seq : 0;

	if (last == 0)
		verify_problem(
		    check->report, VERIFY_INCOMPLETE, "nothing is sealed yet");
	if (head->seq > last)
		verify_problem(check->report, VERIFY_TAMPERED,
		    "seal %" PRId64 " is known from elsewhere, but the last "
		    "one here is %" PRId64,
		    head->seq, last);
	if (head->seq == 0 && check->options->directory_count == 0)
		verify_unchecked(check->report,
		    "whether the whole chain was rewritten or cut short: give "
		    "--dir, --head or --state");
	if (!check->options->origin)
		verify_unchecked(check->report, "the origin");
}

/* The last seal of a directory must be ours; the others follow from it. */
static void
compare_directory(struct check *check, const char *directory,
    const struct verify_head *newest)
{
	int64_t behind = (int64_t)check->hash_count - newest->seq;

	if (behind < 0)
		verify_problem(check->report, VERIFY_TAMPERED,
		    "%s: seal %" PRId64 " is published, but the database ends "
		    "at %zu",
		    directory, newest->seq, check->hash_count);
	else if (newest->seq > 0 && memcmp(check->hashes[newest->seq - 1],
					newest->hash, HASH_SIZE) != 0)
		verify_problem(check->report, VERIFY_TAMPERED,
		    "%s: seal %" PRId64 " is not that of the database",
		    directory, newest->seq);
	else if (behind > 0)
		verify_note(check->report,
		    "%s: %" PRId64 " seals are not published yet", directory,
		    behind);
}

static int
check_directory(struct check *check, const char *directory)
{
	struct verify_chain_options chain = {.directory = directory,
	    .origin = check->options->origin ? check->options->origin
					     : check->before.seal.origin,
	    .signer = check->options->signer,
	    .vouched = true,
	    .head = check->options->head};
	struct verify_report *report = calloc(1, sizeof(*report));
	struct verify_head newest = {0};
	int result;

	if (!report)
		return err_memory(check->err);
	result = verify_chain(&chain, report, &newest, check->err);
	if (result == 0) {
		verify_merge(check->report, directory, report);
		compare_directory(check, directory, &newest);
	}
	verify_release(report);
	free(report);
	return result;
}

static int
check_directories(struct check *check)
{
	const struct verify_db_options *options = check->options;

	for (size_t i = 0; i < options->directory_count; i++) {
		if (check_directory(check, options->directories[i]) < 0)
			return -1;
	}
	if (options->directory_count > 0 && !options->signer)
		verify_unchecked(check->report, "signatures");
	return 0;
}

static int
check_all(struct check *check)
{
	static const char *const counts[] = {"seals", "records", "corrections"};

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		verify_count(check->report, counts[i], 0);
	if (open_database(check) < 0 ||
	    schema_check(&check->db, check->err) < 0 ||
	    guards_check(&check->db, check->report, check->err) < 0 ||
	    check_seals(check) < 0 || check_strays(check) < 0)
		return -1;
	check_head(check);
	return check_directories(check);
}

static void
say_newest(struct check *check, struct verify_head *newest)
{
	char text[VERIFY_HEAD_SIZE];

	memset(newest, 0, sizeof(*newest));
	verify_dates_note(&check->dates, check->report);
	verify_unchecked(check->report, "notes of corrections");
	verify_unchecked(check->report,
	    "the plays behind the records: see pop-verify plays");
	if (!check->has_before)
		return;
	newest->seq = check->before.seal.seq;
	memcpy(newest->hash, check->before.hash, HASH_SIZE);
	verify_note(check->report, "head %s", verify_head_format(newest, text));
}

int
verify_db(const struct verify_db_options *options, struct verify_report *report,
    struct verify_head *newest, struct err *err)
{
	struct check check = {.options = options, .report = report, .err = err};
	int result;

	memset(report, 0, sizeof(*report));
	history_init(&check.history);
	result = check_all(&check);
	if (result == 0)
		say_newest(&check, newest);
	db_close(&check.db);
	free(check.hashes);
	history_release(&check.history);
	verify_dates_release(&check.dates);
	return result;
}
