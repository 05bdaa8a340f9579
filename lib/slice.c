#include "lib/slice.h"

#include <string.h>

#include "lib/copy_reader.h"
#include "queries.h"

/* The columns of sql/queries/slice_plays.sql. */
enum {
	COLUMN_CAMPAIGN,
	COLUMN_DEVICE,
	COLUMN_CONTENT,
	COLUMN_STORE,
	COLUMN_STARTED,
	COLUMN_DURATION,
	COLUMN_STATUS,
	COLUMN_RECEIVED,
	COLUMNS
};

#define ROWS_PER_REPORT 4096

static int
decode_play(const struct copy_row *row, struct play *play, struct err *err)
{
	const struct copy_field *f = row->fields;
	bool known, has_device, has_start;

	memset(play, 0, sizeof(*play));
	if (copy_uuid(&f[COLUMN_CAMPAIGN], &known, &play->campaign_id) != 0 ||
	    copy_uuid(&f[COLUMN_DEVICE], &has_device, &play->device_id) != 0 ||
	    copy_uuid(&f[COLUMN_CONTENT], &known, &play->content_id) != 0 ||
	    copy_uuid(&f[COLUMN_STORE], &play->has_store, &play->store_id) !=
		0 ||
	    copy_instant(&f[COLUMN_STARTED], &has_start, &play->started_at) !=
		0 ||
	    copy_int32(&f[COLUMN_DURATION], &play->has_duration,
		&play->duration_seconds) != 0 ||
	    copy_instant(&f[COLUMN_RECEIVED], &play->has_received,
		&play->received_at) != 0)
		return err_set(err, ERR_CONFIG,
		    "pop.source_play has columns of the wrong type");
	if (!has_device)
		return err_set(err, ERR_DATA,
		    "pop.source_play has a play without a device_id");
	play->status = f[COLUMN_STATUS].data;
	play->status_length = f[COLUMN_STATUS].length;
	return 0;
}

int
slice_read(struct db *db, int64_t start, int64_t end, struct rollup *rollup,
    _Atomic int64_t *read, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	const char *const params[] = {
	    instant_format(start, true, from), instant_format(end, true, to)};
	struct copy_reader reader;
	struct copy_row row;
	int64_t unreported = 0;
	int got;

	if (db_copy_out(db, &sql_slice_plays, 2, params, err) != 0)
		return -1;
	copy_reader_init(&reader, db);
	while ((got = copy_reader_next(&reader, COLUMNS, &row, err)) > 0) {
		struct play play;

		if (decode_play(&row, &play, err) != 0 ||
		    rollup_add(rollup, &play, err) != 0)
			return -1;
		if (++unreported == ROWS_PER_REPORT) {
			*read += unreported;
			unreported = 0;
		}
	}
	*read += unreported;
	return got < 0 ? -1 : rollup_end_slice(rollup, err);
}
