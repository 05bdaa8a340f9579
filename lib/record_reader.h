/*
 * Rows of pop.proof_of_play to records.  The statement gives the columns in
 * this order, instants as int8 microseconds, the date and jsonb as text:
 *
 *    id campaign_id advertiser_id campaign_name date time_zone day_start
 *    day_end policy_id outside_flight total_impressions unique_devices
 *    unique_stores total_duration_seconds hourly_breakdown
 *    geographic_breakdown plays_received plays_excluded devices_sha256
 *    created_at
 */
#ifndef LIB_RECORD_READER_H
#define LIB_RECORD_READER_H

#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/record.h"

#define RECORD_READER_COLUMNS 20

/*
 * Fills a zeroed record, devices aside.  ERR_DATA when a value is not what a
 * record may hold.  Release the record in either case.
 */
int record_read(struct record *record, const struct db_rows *rows, size_t row,
    struct err *err);

#endif
