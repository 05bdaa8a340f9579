#include "lib/play_reader.h"

#include <string.h>

/* The columns of sql/queries/slice_plays.sql and those that extend it. */
enum {
	COLUMN_CAMPAIGN,
	COLUMN_DEVICE,
	COLUMN_CONTENT,
	COLUMN_STORE,
	COLUMN_STARTED,
	COLUMN_DURATION,
	COLUMN_STATUS,
	COLUMN_RECEIVED
};

int
play_read(const struct copy_row *row, struct play *play, struct err *err)
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
