#include "lib/device_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/date.h"
#include "lib/db_batch.h"
#include "lib/hash.h"
#include "queries.h"

#define HEAD_LIMIT ((size_t)1 << 16) /* a note of 4096 bytes, escaped */
#define UUID_LENGTH 36
#define DATE_LENGTH 10

enum column {
	COLUMN_HEAD,
	COLUMN_SAID,
	COLUMN_LINE
};

/* The record whose devices are being hashed. */
struct reading {
	const struct device_sink *sink;
	bool correction;
	struct hash hash;
	struct buf head; /* empty before the first */
	char said[HASH_HEX_SIZE];
};

static int
give(const struct reading *reading, const char *text, size_t length,
    struct err *err)
{
	if (!reading->sink)
		return 0;
	return reading->sink->take(reading->sink->arg, text, length, err);
}

/* Everything of a record was read. */
static int
end_group(struct reading *reading, struct err *err)
{
	const char *head = reading->head.data;
	uint8_t digest[HASH_SIZE];
	char found[HASH_HEX_SIZE];

	if (reading->head.length == 0)
		return 0;
	if (hash_final(&reading->hash, digest, err) < 0)
		return -1;
	if (strcmp(hash_format(digest, found), reading->said) == 0)
		return give(reading, "\n", 1, err);
	return err_set(err, ERR_DATA,
	    "the devices of campaign %.*s on %.*s are not those of its %s",
	    UUID_LENGTH, head, DATE_LENGTH, head + UUID_LENGTH + 1,
	    reading->correction ? "correction" : "record");
}

static int
begin_group(struct reading *reading, const struct db_rows *row, struct err *err)
{
	buf_clear(&reading->head);
	buf_puts(&reading->head, db_text(row, 0, COLUMN_HEAD));
	if (buf_failed(&reading->head))
		return err_memory(err);
	snprintf(reading->said, sizeof(reading->said), "%s",
	    db_text(row, 0, COLUMN_SAID));
	if (give(reading, reading->head.data, reading->head.length, err) < 0)
		return -1;
	return give(reading, "\n", 1, err);
}

static int
take_row(void *arg, const struct db_rows *row, struct err *err)
{
	struct reading *reading = arg;
	const char *line;
	size_t length;

	if ((reading->head.length == 0 || strcmp(db_text(row, 0, COLUMN_HEAD),
					      reading->head.data) != 0) &&
	    (end_group(reading, err) < 0 || begin_group(reading, row, err) < 0))
		return -1;
	if (db_is_null(row, 0, COLUMN_LINE))
		return 0;
	line = db_text(row, 0, COLUMN_LINE);
	length = strlen(line);
	if (hash_update(&reading->hash, line, length, err) < 0)
		return -1;
	return give(reading, line, length, err);
}

static int
read_groups(struct db *db, const struct seal *seal, struct reading *reading,
    struct err *err)
{
	char seq[32], date[DATE_TEXT_SIZE];
	const char *const params[] = {reading->correction ? seq : date};
	const struct sql *sql = reading->correction
				    ? &sql_device_groups_of_corrections
				    : &sql_device_groups_of_day;
	const struct db_call call = {.text = sql->text,
	    .nparams = 1,
	    .params = params,
	    .each = take_row,
	    .arg = reading};
	struct db_rows rows;
	int result;

	snprintf(seq, sizeof(seq), "%" PRId64, seal->seq);
	date_format(seal->date, date);
	result = db_batch(db, &call, 1, &rows, err);
	db_rows_release(&rows);
	return result == 0 ? end_group(reading, err) : -1;
}

int
device_lines_of_seal(struct db *db, const struct seal *seal,
    const struct device_sink *sink, struct err *err)
{
	struct reading reading = {
	    .sink = sink, .correction = seal->kind == SEAL_CORRECTION};
	int result;

	if (hash_init(&reading.hash, err) < 0)
		return -1;
	buf_init(&reading.head, HEAD_LIMIT);
	result = read_groups(db, seal, &reading, err);
	buf_release(&reading.head);
	hash_release(&reading.hash);
	return result;
}
