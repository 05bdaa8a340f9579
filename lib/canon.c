#include "lib/canon.h"

#include <stdlib.h>
#include <string.h>

#include "lib/canon_fields.h"
#include "lib/jcs.h"

#define MEMBER(name) offsetof(struct record, name)

const struct canon_field canon_fields[CANON_FIELDS] = {
    {"{\"advertiser_id\":", SHAPE_ADVERTISER, MEMBER(advertiser_id)},
    {",\"campaign_id\":", SHAPE_UUID, MEMBER(campaign_id)},
    {",\"campaign_name\":", SHAPE_TEXT, MEMBER(campaign_name)},
    {",\"created_at\":", SHAPE_MICROS, MEMBER(created_at)},
    {",\"date\":", SHAPE_DATE, MEMBER(date)},
    {",\"day_end\":", SHAPE_SECONDS, MEMBER(day_end)},
    {",\"day_start\":", SHAPE_SECONDS, MEMBER(day_start)},
    {",\"devices_sha256\":", SHAPE_DIGEST, MEMBER(devices_sha256)},
    {",\"geographic_breakdown\":", SHAPE_GEOGRAPHY, 0},
    {",\"hourly_breakdown\":", SHAPE_HOURS, 0},
    {",\"id\":", SHAPE_UUID, MEMBER(id)},
    {",\"outside_flight\":", SHAPE_BOOL, MEMBER(outside_flight)},
    {",\"plays_excluded\":", SHAPE_NAMED, MEMBER(exclusions)},
    {",\"plays_received\":", SHAPE_COUNT, MEMBER(plays_received)},
    {",\"policy_id\":", SHAPE_COUNT, MEMBER(policy_id)},
    {"", SHAPE_CORRECTION, 0},
    {",\"time_zone\":", SHAPE_TEXT, MEMBER(time_zone)},
    {",\"total_duration_seconds\":", SHAPE_COUNT,
	MEMBER(total_duration_seconds)},
    {",\"total_impressions\":", SHAPE_COUNT, MEMBER(total_impressions)},
    {",\"type\":", SHAPE_TYPE, 0},
    {",\"unique_devices\":", SHAPE_COUNT, MEMBER(unique_devices)},
    {",\"unique_stores\":", SHAPE_COUNT, MEMBER(unique_stores)},
};
const char canon_end[] = ",\"v\":1}";

static const char *const reasons[REASON_COUNT] = {"late_plays", "duplicate",
    "invalid_traffic", "clock", "dispute", "software_error"};

const char *
correction_reason_name(enum correction_reason reason)
{
	return reasons[reason];
}

int
correction_reason_parse(const char *word, enum correction_reason *reason)
{
	for (unsigned i = 0; i < REASON_COUNT; i++) {
		if (strcmp(word, reasons[i]) == 0) {
			*reason = (enum correction_reason)i;
			return 0;
		}
	}
	return -1;
}

static int
compare_keys(const void *a, const void *b)
{
	return jcs_compare(((const struct named_count *)a)->name,
	    ((const struct named_count *)b)->name);
}

/* Writing: whatever has no canonical form marks the buffer as failed. */

static void
put_text(struct buf *out, const char *text)
{
	if (!text || !jcs_is_text(text, strlen(text)))
		out->failed = true;
	else
		jcs_put_string(out, text);
}

static void
put_count(struct buf *out, int64_t count)
{
	if (count < 0 || count > RECORD_MAX_COUNT)
		out->failed = true;
	else
		buf_put_count(out, count);
}

static void
put_quoted(struct buf *out, const char *text)
{
	buf_append(out, "\"", 1);
	buf_puts(out, text);
	buf_append(out, "\"", 1);
}

static void
put_uuid(struct buf *out, const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	put_quoted(out, uuid_format(uuid, text));
}

static void
put_digest(struct buf *out, const uint8_t digest[HASH_SIZE])
{
	char text[HASH_HEX_SIZE];

	put_quoted(out, hash_format(digest, text));
}

static void
put_instant(struct buf *out, int64_t instant, bool micros)
{
	char text[INSTANT_TEXT_SIZE];

	if (instant < INSTANT_MIN || instant > INSTANT_MAX ||
	    (!micros && instant % INSTANT_SECOND != 0))
		out->failed = true;
	else
		put_quoted(out, instant_format(instant, micros, text));
}

static void
put_named(struct buf *out, const struct named_counts *counts)
{
	struct named_count *keys = calloc(counts->count + 1, sizeof(*keys));

	if (!keys) {
		out->failed = true;
		return;
	}
	if (counts->count > 0)
		memcpy(keys, counts->items, counts->count * sizeof(*keys));
	qsort(keys, counts->count, sizeof(*keys), compare_keys);
	buf_puts(out, "{");
	for (size_t i = 0; i < counts->count; i++) {
		if (i > 0)
			buf_puts(out, ",");
		put_text(out, keys[i].name);
		buf_puts(out, ":");
		put_count(out, keys[i].count);
	}
	buf_puts(out, "}");
	free(keys);
}

static void
put_geography(struct buf *out, const struct record *record)
{
	buf_puts(out, "{\"regions\":");
	put_named(out, &record->regions);
	buf_puts(out, ",\"stores\":[");
	for (size_t i = 0; i < record->store_count; i++) {
		const struct store_count *store = &record->stores[i];

		buf_puts(
		    out, i > 0 ? ",{\"impressions\":" : "{\"impressions\":");
		put_count(out, store->impressions);
		buf_puts(out, ",\"name\":");
		put_text(out, store->name);
		buf_puts(out, ",\"region\":");
		put_text(out, store->region);
		buf_puts(out, ",\"store_id\":");
		if (store->has_id)
			put_uuid(out, &store->store_id);
		else
			buf_puts(out, "null");
		buf_puts(out, "}");
	}
	buf_puts(out, "]}");
}

static void
put_hours(struct buf *out, const int64_t hours[HOURS_PER_DAY])
{
	for (int hour = 0; hour < HOURS_PER_DAY; hour++) {
		const char key[] = {hour == 0 ? '{' : ',', '"',
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '"', ':'};

		buf_append(out, key, sizeof(key));
		put_count(out, hours[hour]);
	}
	buf_puts(out, "}");
}

static void
put_correction(struct buf *out, const struct correction *correction)
{
	if (!correction)
		return;
	buf_puts(out, ",\"reason\":");
	put_text(out, reasons[correction->reason]);
	buf_puts(out, ",\"revision\":");
	put_count(out, correction->revision);
	buf_puts(out, ",\"supersedes\":");
	put_digest(out, correction->supersedes);
}

static void
put_field(struct buf *out, const struct canon_field *field,
    const struct record *record, const struct correction *correction)
{
	const void *value = (const char *)record + field->offset;

	buf_puts(out, field->lead);
	switch (field->shape) {
	case SHAPE_ADVERTISER:
		if (record->has_advertiser)
			put_uuid(out, value);
		else
			buf_puts(out, "null");
		break;
	case SHAPE_UUID:
		put_uuid(out, value);
		break;
	case SHAPE_TEXT:
		put_text(out, *(char *const *)value);
		break;
	case SHAPE_MICROS:
	case SHAPE_SECONDS:
		put_instant(
		    out, *(const int64_t *)value, field->shape == SHAPE_MICROS);
		break;
	case SHAPE_DATE: {
		char text[DATE_TEXT_SIZE];

		put_quoted(out, date_format(record->date, text));
		break;
	}
	case SHAPE_DIGEST:
		put_digest(out, value);
		break;
	case SHAPE_COUNT:
		put_count(out, *(const int64_t *)value);
		break;
	case SHAPE_BOOL:
		buf_puts(out, *(const bool *)value ? "true" : "false");
		break;
	case SHAPE_GEOGRAPHY:
		put_geography(out, record);
		break;
	case SHAPE_HOURS:
		put_hours(out, record->hours);
		break;
	case SHAPE_NAMED:
		put_named(out, value);
		break;
	case SHAPE_CORRECTION:
		put_correction(out, correction);
		break;
	case SHAPE_TYPE:
		buf_puts(out, correction ? "\"proof_of_play_correction\""
					 : "\"proof_of_play\"");
		break;
	}
}

int
canon_write(const struct record *record, const struct correction *correction,
    struct buf *out, struct err *err)
{
	char date[DATE_TEXT_SIZE], campaign[UUID_TEXT_SIZE];

	if (correction && correction->revision == 0)
		correction = NULL;
	for (size_t i = 0; i < CANON_FIELDS; i++)
		put_field(out, &canon_fields[i], record, correction);
	buf_puts(out, canon_end);
	if (!buf_failed(out))
		return 0;
	return err_set(err, ERR_DATA,
	    "record of campaign %s on %s has no canonical form",
	    uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date));
}
