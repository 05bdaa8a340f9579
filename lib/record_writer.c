#include "lib/record_writer.h"

#include <stdlib.h>
#include <string.h>

#include "lib/breakdown.h"
#include "lib/buf.h"
#include "lib/copy_reader.h"
#include "queries.h"

#define ROW_LIMIT (256u << 20) /* bytes of one row */
#define FLUSH_AT (64u << 10)
#define RECORD_COLUMNS 18
#define DEVICE_COLUMNS 6
#define POSTGRES_DATE_EPOCH 10957 /* 2000-01-01 in days since 1970 */

static void
put16(struct buf *out, uint16_t value)
{
	const unsigned char bytes[] = {
	    (unsigned char)(value >> 8), (unsigned char)value};

	buf_append(out, bytes, sizeof(bytes));
}

static void
put32(struct buf *out, uint32_t value)
{
	put16(out, (uint16_t)(value >> 16));
	put16(out, (uint16_t)value);
}

static void
put64(struct buf *out, uint64_t value)
{
	put32(out, (uint32_t)(value >> 32));
	put32(out, (uint32_t)value);
}

static void
put_bytes(struct buf *out, const void *data, size_t length)
{
	put32(out, (uint32_t)length);
	buf_append(out, data, length);
}

static void
put_uuid(struct buf *out, bool known, const struct uuid *uuid)
{
	if (known)
		put_bytes(out, uuid->bytes, sizeof(uuid->bytes));
	else
		put32(out, UINT32_MAX);
}

static void
put_int8(struct buf *out, int64_t value)
{
	put32(out, 8);
	put64(out, (uint64_t)value);
}

static void
put_int4(struct buf *out, int64_t value)
{
	put32(out, 4);
	put32(out, (uint32_t)value);
}

static void
put_bool(struct buf *out, bool value)
{
	put_bytes(out, value ? "\1" : "\0", 1);
}

static void
put_date(struct buf *out, struct date date)
{
	put_int4(out, date.days - POSTGRES_DATE_EPOCH);
}

static void
put_instant(struct buf *out, int64_t instant)
{
	put_int8(out, instant - COPY_EPOCH);
}

/* Takes the text over.  jsonb's binary form is a version byte and text. */
static void
put_jsonb(struct buf *out, char *text)
{
	size_t length = text ? strlen(text) : 0;

	if (!text)
		out->failed = true;
	put32(out, (uint32_t)length + 1);
	buf_append(out, "\1", 1);
	buf_append(out, text, length);
	free(text);
}

static void
put_record(struct buf *out, const struct record *record)
{
	put_uuid(out, true, &record->campaign_id);
	put_date(out, record->date);
	put_int8(out, record->total_impressions);
	put_int4(out, record->unique_devices);
	put_int4(out, record->unique_stores);
	put_int8(out, record->total_duration_seconds);
	put_jsonb(out, breakdown_hours(record));
	put_jsonb(out, breakdown_geography(record));
	put_uuid(out, record->has_advertiser, &record->advertiser_id);
	put_bytes(out, record->campaign_name, strlen(record->campaign_name));
	put_bytes(out, record->time_zone, strlen(record->time_zone));
	put_instant(out, record->day_start);
	put_instant(out, record->day_end);
	put_int8(out, record->policy_id);
	put_int8(out, record->plays_received);
	put_jsonb(out, breakdown_exclusions(record));
	put_bool(out, record->outside_flight);
	put_bytes(out, record->devices_sha256, sizeof(record->devices_sha256));
}

static void
put_device(struct buf *out, const struct record *record,
    const struct device_count *device)
{
	put_uuid(out, true, &record->campaign_id);
	put_date(out, record->date);
	put_uuid(out, true, &device->device_id);
	put_uuid(out, device->has_store, &device->store_id);
	put_int8(out, device->impressions);
	put_int8(out, device->duration_seconds);
}

static int
flush(struct db *db, struct buf *out, size_t at, struct err *err)
{
	if (buf_failed(out))
		return err_memory(err);
	if (out->length < at)
		return 0;
	if (db_copy_put(db, out->data, out->length, err) != 0)
		return -1;
	buf_clear(out);
	return 0;
}

static int
begin(struct db *db, const struct sql *sql, struct buf *out, struct err *err)
{
	static const char header[19] = "PGCOPY\n\377\r\n";

	buf_clear(out);
	buf_append(out, header, sizeof(header));
	return db_copy_in(db, sql, err);
}

static int
finish(struct db *db, struct buf *out, struct err *err)
{
	put16(out, UINT16_MAX);
	if (flush(db, out, 0, err) != 0)
		return -1;
	return db_copy_end(db, err);
}

static int
write_records(struct db *db, const struct ledger *ledger, struct buf *out,
    struct err *err)
{
	if (begin(db, &sql_copy_records, out, err) != 0)
		return -1;
	for (size_t i = 0; i < ledger->count; i++) {
		put16(out, RECORD_COLUMNS);
		put_record(out, &ledger->records[i]);
		if (flush(db, out, FLUSH_AT, err) != 0)
			return -1;
	}
	return finish(db, out, err);
}

static int
write_devices(struct db *db, const struct ledger *ledger, struct buf *out,
    struct err *err)
{
	if (begin(db, &sql_copy_devices, out, err) != 0)
		return -1;
	for (size_t i = 0; i < ledger->count; i++) {
		const struct record *record = &ledger->records[i];

		for (size_t d = 0; d < record->device_count; d++) {
			put16(out, DEVICE_COLUMNS);
			put_device(out, record, &record->devices[d]);
			if (flush(db, out, FLUSH_AT, err) != 0)
				return -1;
		}
	}
	return finish(db, out, err);
}

static int
write_corrections(struct db *db, const struct restatements *list,
    int64_t seal_seq, const char *note, struct buf *out, struct err *err)
{
	if (begin(db, &sql_copy_corrections, out, err) != 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		const struct correction *correction =
		    &list->items[i].correction;
		const char *reason = correction_reason_name(correction->reason);

		put16(out, RECORD_COLUMNS + 5);
		put_record(out, &list->items[i].record);
		put_int4(out, correction->revision);
		put_bytes(out, correction->supersedes, HASH_SIZE);
		put_bytes(out, reason, strlen(reason));
		put_bytes(out, note, strlen(note));
		put_int8(out, seal_seq);
		if (flush(db, out, FLUSH_AT, err) != 0)
			return -1;
	}
	return finish(db, out, err);
}

static int
write_correction_devices(struct db *db, const struct restatements *list,
    struct buf *out, struct err *err)
{
	if (begin(db, &sql_copy_correction_devices, out, err) != 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		const struct record *record = &list->items[i].record;

		for (size_t d = 0; d < record->device_count; d++) {
			put16(out, DEVICE_COLUMNS + 1);
			put_device(out, record, &record->devices[d]);
			put_int4(out, list->items[i].correction.revision);
			if (flush(db, out, FLUSH_AT, err) != 0)
				return -1;
		}
	}
	return finish(db, out, err);
}

int
record_writer_corrections(struct db *db, const struct restatements *list,
    int64_t seal_seq, const char *note, struct err *err)
{
	struct buf out;
	int rc;

	buf_init(&out, ROW_LIMIT);
	rc = write_corrections(db, list, seal_seq, note, &out, err);
	if (rc == 0)
		rc = write_correction_devices(db, list, &out, err);
	buf_release(&out);
	return rc;
}

int
record_writer_write(struct db *db, const struct ledger *ledger, struct err *err)
{
	struct buf out;
	int rc;

	buf_init(&out, ROW_LIMIT);
	rc = write_records(db, ledger, &out, err);
	if (rc == 0)
		rc = write_devices(db, ledger, &out, err);
	buf_release(&out);
	if (rc != 0 && strcmp(err->sqlstate, "23505") == 0)
		return err_set(err, ERR_BUSY,
		    "another run has just written records of this day");
	return rc;
}
