#include "lib/publisher.h"

#include <string.h>

#include "lib/buf.h"
#include "lib/canon_lines.h"
#include "lib/chain.h"
#include "lib/device_lines.h"
#include "lib/memory.h"

#define RECORDS_LIMIT ((size_t)1 << 31) /* bytes of one seal's records */

int
publisher_check_head(struct publish *publish, struct db *db, struct err *err)
{
	struct publish_head head;
	struct chain_link link;
	bool found;

	if (publish_read_head(publish, &head, err) != 0)
		return -1;
	if (head.seq == 0)
		return 0;
	if (chain_get(db, head.seq, &found, &link, err) != 0)
		return -1;
	if (found && link.length == head.length &&
	    memcmp(link.text, head.text, head.length) == 0)
		return 0;
	err_set(err, ERR_DATA,
	    found ? "seal %lld in the database is not the one published"
		  : "seal %lld is published but not in the database",
	    (long long)head.seq);
	return err_detail(err,
	    "Was the database restored to an earlier night?  Nothing is "
	    "written until a person has looked; see docs/verifying.md.");
}

/* The canonical lines of a seal. */
struct lines {
	struct buf text;
	struct memory memory;
};

static int
take_line(void *arg, const char *line, size_t length, struct err *err)
{
	struct lines *lines = arg;

	/* A buffer that grows has up to twice the room it needs. */
	if (memory_take(&lines->memory, 2 * (length + 1), err) != 0)
		return -1;
	buf_append(&lines->text, line, length);
	buf_append(&lines->text, "\n", 1);
	return buf_failed(&lines->text) ? err_memory(err) : 0;
}

/* What the devices of a seal are read with. */
struct device_source {
	struct db *db;
	const struct seal *seal;
};

static int
put_piece(void *arg, const char *data, size_t length, struct err *err)
{
	return file_stream_put(arg, data, length, err);
}

static int
write_devices(void *arg, struct file_stream *out, struct err *err)
{
	const struct device_source *source = arg;
	const struct device_sink sink = {put_piece, out};

	return device_lines_of_seal(source->db, source->seal, &sink, err);
}

static int
publish_one(struct publish *publish, struct db *db, int64_t seq,
    struct lines *lines, struct err *err)
{
	const struct canon_sink sink = {take_line, lines};
	struct publication publication;
	struct chain_link link;
	struct device_source source = {db, &link.seal};
	bool found;

	if (chain_get(db, seq, &found, &link, err) != 0)
		return -1;
	if (!found)
		return err_set(err, ERR_DATA,
		    "there is no seal %lld in the database", (long long)seq);
	if (canon_lines_of_seal(db, &link.seal, &sink, err) != 0)
		return -1;
	publication = (struct publication){.seal = link.text,
	    .seal_length = link.length,
	    .records = lines->text.data ? lines->text.data : "",
	    .records_length = lines->text.length,
	    .devices = write_devices,
	    .arg = &source};
	return publish_seal(publish, &publication, err);
}

static int
publish_pending(struct publish *publish, struct db *db,
    struct map_budget *budget, struct err *err)
{
	struct publish_head head;
	struct chain_link newest;
	struct lines lines = {.memory = {budget, 0}};
	bool found;
	int rc = 0;

	if (publish_read_head(publish, &head, err) != 0 ||
	    chain_head(db, &found, &newest, err) != 0)
		return -1;
	for (int64_t seq = head.complete + 1;
	     rc == 0 && found && seq <= newest.seal.seq; seq++) {
		buf_init(&lines.text, RECORDS_LIMIT);
		rc = publish_one(publish, db, seq, &lines, err);
		buf_release(&lines.text);
		memory_give(&lines.memory);
	}
	return rc;
}

int
publisher_publish(struct publish *publish, struct db *db,
    struct map_budget *budget, struct err *err)
{
	struct err ignored;

	if (db_command(db,
		"begin transaction isolation level repeatable read read only",
		err) != 0)
		return -1;
	if (publish_pending(publish, db, budget, err) == 0)
		return db_command(db, "commit", err);
	(void)db_command(db, "rollback", &ignored);
	return -1;
}
