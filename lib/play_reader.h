/*
 * Rows of a binary COPY to plays.
 */
#ifndef LIB_PLAY_READER_H
#define LIB_PLAY_READER_H

#include "lib/copy_reader.h"
#include "lib/err.h"
#include "lib/play.h"

/* campaign_id device_id content_id store_id started_at duration_seconds
 * status received_at, in this order; more may follow. */
#define PLAY_READER_COLUMNS 8

/*
 * Fills a play; its status is borrowed from the row.  ERR_CONFIG when a column
 * has the wrong type, ERR_DATA when the play has no device.
 */
int play_read(const struct copy_row *row, struct play *play, struct err *err);

#endif
