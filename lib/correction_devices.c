#include "lib/correction_devices.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/db_batch.h"
#include "lib/hash.h"
#include "queries.h"

enum column {
	COLUMN_CORRECTION,
	COLUMN_SAID,
	COLUMN_LINE
};

/* The correction whose devices are being hashed. */
struct reading {
	struct hash hash;
	char correction[160]; /* in words; "" before the first */
	char said[HASH_HEX_SIZE];
};

/* Everything of a correction was read. */
static int
end_correction(struct reading *reading, struct err *err)
{
	uint8_t digest[HASH_SIZE];
	char found[HASH_HEX_SIZE];

	if (reading->correction[0] == '\0')
		return 0;
	if (hash_final(&reading->hash, digest, err) < 0)
		return -1;
	if (strcmp(hash_format(digest, found), reading->said) == 0)
		return 0;
	return err_set(err, ERR_DATA,
	    "the devices of %s are not those of its correction",
	    reading->correction);
}

static int
take_row(void *arg, const struct db_rows *row, struct err *err)
{
	const char *correction = db_text(row, 0, COLUMN_CORRECTION);
	struct reading *reading = arg;
	const char *line;

	if (strcmp(correction, reading->correction) != 0) {
		if (end_correction(reading, err) < 0)
			return -1;
		snprintf(reading->correction, sizeof(reading->correction), "%s",
		    correction);
		snprintf(reading->said, sizeof(reading->said), "%s",
		    db_text(row, 0, COLUMN_SAID));
	}
	if (db_is_null(row, 0, COLUMN_LINE))
		return 0;
	line = db_text(row, 0, COLUMN_LINE);
	return hash_update(&reading->hash, line, strlen(line), err);
}

int
correction_devices_check(struct db *db, int64_t seq, struct err *err)
{
	struct reading reading = {.correction = ""};
	char text[32];
	const char *const params[] = {text};
	const struct db_call call = {
	    .text = sql_correction_devices_of_seal.text,
	    .nparams = 1,
	    .params = params,
	    .each = take_row,
	    .arg = &reading};
	struct db_rows rows;
	int result;

	if (hash_init(&reading.hash, err) < 0)
		return -1;
	snprintf(text, sizeof(text), "%" PRId64, seq);
	result = db_batch(db, &call, 1, &rows, err);
	db_rows_release(&rows);
	if (result == 0)
		result = end_correction(&reading, err);
	hash_release(&reading.hash);
	return result;
}
