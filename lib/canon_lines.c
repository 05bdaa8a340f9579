#include "lib/canon_lines.h"

#include <string.h>

#include "lib/buf.h"
#include "lib/canon.h"
#include "lib/db_batch.h"
#include "lib/record_reader.h"
#include "queries.h"

struct reading {
	const struct canon_sink *sink;
	struct buf line;
};

static int
take_record(void *arg, const struct db_rows *row, struct err *err)
{
	struct reading *reading = arg;
	struct record record;
	int rc = -1;

	memset(&record, 0, sizeof(record));
	buf_clear(&reading->line);
	if (record_read(&record, row, 0, err) == 0 &&
	    canon_write(&record, NULL, &reading->line, err) == 0)
		rc = reading->sink->take(reading->sink->arg, reading->line.data,
		    reading->line.length, err);
	record_release(&record);
	return rc;
}

int
canon_lines_of_day(struct db *db, struct date date,
    const struct canon_sink *sink, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text)};
	struct reading reading = {.sink = sink};
	const struct db_call call = {.text = sql_records_of_day.text,
	    .nparams = 1,
	    .params = params,
	    .each = take_record,
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
canon_lines_of_seal(struct db *db, const struct seal *seal,
    const struct canon_sink *sink, struct err *err)
{
	return canon_lines_of_day(db, seal->date, sink, err);
}
