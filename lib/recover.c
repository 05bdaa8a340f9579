#include "lib/recover.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/archive.h"
#include "lib/chain.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/publish_list.h"
#include "lib/sealer.h"
#include "queries.h"

#define NUMBER_SIZE 32

/* Seals of the archive, and those of the database that lack rows. */
struct recovery {
	struct db *db;
	int directory;
	int64_t *seqs;
	size_t count;
	struct db_rows lacking;
};

/* What one record is put back with. */
struct target {
	struct db *db;
	const char *seal_seq; /* of corrections, or NULL */
};

static int
insert(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct err *err)
{
	struct db_rows rows;

	if (db_query(db, sql, nparams, params, &rows, err) != 0)
		return -1;
	db_rows_release(&rows);
	return 0;
}

/* A piece of a file as a parameter, NULL when it is empty. */
static int
text_of(const char *data, size_t length, char **text, struct err *err)
{
	*text = NULL;
	if (length == 0)
		return 0;
	*text = strndup(data, length);
	return *text ? 0 : err_memory(err);
}

static int
insert_devices(const struct target *target, const struct archived *archived,
    struct err *err)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	char revision[NUMBER_SIZE], *lines;
	const char *params[] = {
	    uuid_format(&archived->record->campaign_id, campaign),
	    date_format(archived->record->date, date), NULL, revision};
	int result;

	if (text_of(archived->devices.lines, archived->devices.lines_length,
		&lines, err) < 0)
		return -1;
	if (!lines)
		return 0;
	params[2] = lines;
	snprintf(revision, sizeof(revision), "%" PRId64,
	    archived->correction->revision);
	result = target->seal_seq
		     ? insert(target->db, &sql_recover_correction_devices, 4,
			   params, err)
		     : insert(target->db, &sql_recover_record_devices, 3,
			   params, err);
	free(lines);
	return result;
}

static int
take_archived(void *arg, const struct archived *archived, struct err *err)
{
	const struct target *target = arg;
	const char *params[3] = {NULL, NULL, target->seal_seq};
	char *line, *note = NULL;
	int result = -1;

	if (text_of(archived->line, archived->length, &line, err) == 0 &&
	    text_of(archived->devices.note, archived->devices.note_length,
		&note, err) == 0) {
		params[0] = line;
		params[1] = note;
		result = target->seal_seq
			     ? insert(target->db, &sql_recover_correction, 3,
				   params, err)
			     : insert(target->db, &sql_recover_record, 1,
				   params, err);
	}
	free(line);
	free(note);
	return result == 0 ? insert_devices(target, archived, err) : -1;
}

/* Rows, then the seal; what is read back must be what was sealed. */
static int
put_back(struct db *db, const struct archive *archive, bool seal_is_there,
    struct err *err)
{
	char seq[NUMBER_SIZE];
	struct target target = {.db = db};

	snprintf(seq, sizeof(seq), "%" PRId64, archive->seal.seq);
	if (archive->seal.kind == SEAL_CORRECTION)
		target.seal_seq = seq;
	if (archive_each(archive, take_archived, &target, err) < 0)
		return -1;
	if (!seal_is_there &&
	    chain_restore(db, &archive->seal, archive->text.data, err) < 0)
		return -1;
	return sealer_check(db, &archive->seal, NULL, err);
}

/* A reference that leads nowhere needs words of its own. */
static int
explain(const struct seal *seal, struct err *err)
{
	char what[sizeof(err->message)];

	if (strcmp(err->sqlstate, "23503") != 0)
		return -1;
	memcpy(what, err->message, sizeof(what));
	err_set(err, ERR_DATA,
	    "seal %" PRId64 " needs a campaign or a policy that the database "
	    "lost too",
	    seal->seq);
	return err_detail(err, "%s", what);
}

static int
recover_seal(
    struct recovery *recovery, int64_t seq, bool seal_is_there, struct err *err)
{
	struct db *db = recovery->db;
	struct archive archive;
	struct err ignored;
	int result;

	result = archive_read(recovery->directory, seq, &archive, err);
	if (result == 0)
		result = db_command(db,
		    "begin transaction isolation level repeatable read", err);
	if (result == 0) {
		result = put_back(db, &archive, seal_is_there, err);
		if (result == 0)
			result = db_command(db, "commit", err);
		else
			(void)db_command(db, "rollback", &ignored);
	}
	if (result == 0)
		log_info("seal %" PRId64 ": %" PRId64 " records are back", seq,
		    archive.seal.records);
	else
		explain(&archive.seal, err);
	archive_release(&archive);
	return result;
}

/* The archived seal must be the one in the database, if there is one. */
static int
compare_seal(
    struct recovery *recovery, int64_t seq, bool *there, struct err *err)
{
	struct chain_link link;
	struct buf text;
	char name[64];
	int found;

	snprintf(name, sizeof(name), "%06" PRId64 ".seal", seq);
	buf_init(&text, SEAL_TEXT_SIZE - 1);
	found = file_read(recovery->directory, name, &text, err);
	if (found < 0 || chain_get(recovery->db, seq, there, &link, err) < 0) {
		buf_release(&text);
		return -1;
	}
	if (found != FILE_READ ||
	    (*there && (text.length != link.length ||
			   memcmp(text.data, link.text, link.length) != 0)))
		found = err_set(err, ERR_DATA,
		    "seal %" PRId64 " of the archive is not that of the "
		    "database",
		    seq);
	buf_release(&text);
	return found < 0 ? -1 : 0;
}

static bool
lacks_rows(const struct recovery *recovery, int64_t seq)
{
	for (size_t i = 0; i < db_rows_count(&recovery->lacking); i++) {
		if (db_int64(&recovery->lacking, i, 0) == seq)
			return true;
	}
	return false;
}

static int
recover_all(
    struct recovery *recovery, struct recovered *recovered, struct err *err)
{
	for (size_t i = 0; i < recovery->count; i++) {
		int64_t seq = recovery->seqs[i];
		bool there;

		if (compare_seal(recovery, seq, &there, err) < 0)
			return -1;
		if (there && !lacks_rows(recovery, seq)) {
			recovered->there++;
			continue;
		}
		if (recover_seal(recovery, seq, there, err) < 0)
			return -1;
		recovered->seals++;
	}
	return 0;
}

int
recover(struct db *db, const char *directory, struct recovered *recovered,
    struct err *err)
{
	struct recovery recovery = {.db = db, .directory = -1};
	int result = -1;

	memset(recovered, 0, sizeof(*recovered));
	recovery.directory = file_open_directory(directory, err);
	if (recovery.directory >= 0 &&
	    publish_list_all(directory, "seal", &recovery.seqs, &recovery.count,
		NULL, err) == 0 &&
	    db_query(db, &sql_seals_lacking, 0, NULL, &recovery.lacking, err) ==
		0)
		result = recovery.count > 0
			     ? recover_all(&recovery, recovered, err)
			     : err_set(err, ERR_DATA,
				   "there is no seal in \"%s\"", directory);
	db_rows_release(&recovery.lacking);
	free(recovery.seqs);
	if (recovery.directory >= 0)
		close(recovery.directory);
	return result;
}
