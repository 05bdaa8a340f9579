#include "lib/canon_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/canon.h"
#include "lib/correction_reader.h"
#include "lib/db_batch.h"
#include "lib/record_reader.h"
#include "queries.h"

struct reading {
	const struct canon_sink *sink;
	struct buf line;
};

/* Hands on the canonical line of a record. */
static int
hand_on(struct reading *reading, const struct record *record,
    const struct correction *correction, struct err *err)
{
	buf_clear(&reading->line);
	if (canon_write(record, correction, &reading->line, err) != 0)
		return -1;
	return reading->sink->take(
	    reading->sink->arg, reading->line.data, reading->line.length, err);
}

static int
take_record(void *arg, const struct db_rows *row, struct err *err)
{
	struct record record;
	int rc = -1;

	memset(&record, 0, sizeof(record));
	if (record_read(&record, row, 0, err) == 0)
		rc = hand_on(arg, &record, NULL, err);
	record_release(&record);
	return rc;
}

static int
take_correction(void *arg, const struct db_rows *row, struct err *err)
{
	struct correction correction;
	struct record record;
	int rc = -1;

	memset(&record, 0, sizeof(record));
	if (correction_read(&record, &correction, row, 0, err) == 0)
		rc = hand_on(arg, &record, &correction, err);
	record_release(&record);
	return rc;
}

static int
read_lines(struct db *db, const struct sql *sql, const char *param,
    int (*take)(void *arg, const struct db_rows *row, struct err *err),
    const struct canon_sink *sink, struct err *err)
{
	struct reading reading = {.sink = sink};
	const struct db_call call = {.text = sql->text,
	    .nparams = 1,
	    .params = &param,
	    .each = take,
	    .arg = &reading};
	struct db_rows rows;
	int rc;

	buf_init(&reading.line, CANON_MAX_LENGTH);
	rc = db_batch(db, &call, 1, &rows, err);
	db_rows_release(&rows);
	buf_release(&reading.line);
	return rc;
}

int
canon_lines_of_day(struct db *db, struct date date,
    const struct canon_sink *sink, struct err *err)
{
	char text[DATE_TEXT_SIZE];

	return read_lines(db, &sql_records_of_day, date_format(date, text),
	    take_record, sink, err);
}

int
canon_lines_of_corrections(
    struct db *db, int64_t seq, const struct canon_sink *sink, struct err *err)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, seq);
	return read_lines(
	    db, &sql_corrections_of_seal, text, take_correction, sink, err);
}

int
canon_lines_of_seal(struct db *db, const struct seal *seal,
    const struct canon_sink *sink, struct err *err)
{
	return seal->kind == SEAL_DAY
		   ? canon_lines_of_day(db, seal->date, sink, err)
		   : canon_lines_of_corrections(db, seal->seq, sink, err);
}
