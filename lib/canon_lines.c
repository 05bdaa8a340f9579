#include "lib/canon_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/canon.h"
#include "lib/correction_reader.h"
#include "lib/record_reader.h"
#include "queries.h"

/* Hands on the canonical line of a record. */
static int
hand_on(struct canon_call *reading, const struct record *record,
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

static void
init(struct canon_call *call, const struct sql *sql,
    int (*take)(void *arg, const struct db_rows *row, struct err *err),
    const struct canon_sink *sink)
{
	call->sink = sink;
	buf_init(&call->line, CANON_MAX_LENGTH);
	call->param = call->text;
	call->call = (struct db_call){.text = sql->text,
	    .nparams = 1,
	    .params = &call->param,
	    .each = take,
	    .arg = call};
}

static void
init_day(
    struct canon_call *call, struct date date, const struct canon_sink *sink)
{
	init(call, &sql_records_of_day, take_record, sink);
	date_format(date, call->text);
}

static void
init_corrections(
    struct canon_call *call, int64_t seq, const struct canon_sink *sink)
{
	init(call, &sql_corrections_of_seal, take_correction, sink);
	snprintf(call->text, sizeof(call->text), "%" PRId64, seq);
}

void
canon_call_init(struct canon_call *call, const struct seal *seal,
    const struct canon_sink *sink)
{
	if (seal->kind == SEAL_DAY)
		init_day(call, seal->date, sink);
	else
		init_corrections(call, seal->seq, sink);
}

void
canon_call_release(struct canon_call *call)
{
	buf_release(&call->line);
}

/* Runs and releases it. */
static int
run(struct db *db, struct canon_call *call, struct err *err)
{
	struct db_rows rows;
	int rc = db_batch(db, &call->call, 1, &rows, err);

	db_rows_release(&rows);
	canon_call_release(call);
	return rc;
}

int
canon_lines_of_day(struct db *db, struct date date,
    const struct canon_sink *sink, struct err *err)
{
	struct canon_call call;

	init_day(&call, date, sink);
	return run(db, &call, err);
}

int
canon_lines_of_corrections(
    struct db *db, int64_t seq, const struct canon_sink *sink, struct err *err)
{
	struct canon_call call;

	init_corrections(&call, seq, sink);
	return run(db, &call, err);
}

int
canon_lines_of_seal(struct db *db, const struct seal *seal,
    const struct canon_sink *sink, struct err *err)
{
	struct canon_call call;

	canon_call_init(&call, seal, sink);
	return run(db, &call, err);
}
