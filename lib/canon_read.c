#include "lib/canon.h"

#include <stdlib.h>
#include <string.h>

#include "lib/canon_fields.h"
#include "lib/jcs.h"

/* Reading: whatever is not canonical marks the reader as failed. */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const struct named_count *)a)->name,
	    ((const struct named_count *)b)->name);
}

/* A quoted value of exactly `length` characters. */
static void
get_quoted(struct jcs_reader *in, char *text, size_t length)
{
	jcs_expect(in, "\"");
	if (!in->failed && (size_t)(in->end - in->at) < length)
		in->failed = true;
	memset(text, 0, length + 1);
	if (!in->failed) {
		memcpy(text, in->at, length);
		in->at += length;
	}
	jcs_expect(in, "\"");
}

static void
get_uuid(struct jcs_reader *in, struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	get_quoted(in, text, UUID_TEXT_SIZE - 1);
	if (!in->failed && uuid_parse(text, uuid) < 0)
		in->failed = true;
}

static void
get_digest(struct jcs_reader *in, uint8_t digest[HASH_SIZE])
{
	char text[HASH_HEX_SIZE];

	get_quoted(in, text, HASH_HEX_SIZE - 1);
	if (!in->failed && hash_parse(text, digest) < 0)
		in->failed = true;
}

static void
get_date(struct jcs_reader *in, struct date *date)
{
	char text[DATE_TEXT_SIZE];

	get_quoted(in, text, DATE_TEXT_SIZE - 1);
	if (!in->failed && date_parse(text, date) < 0)
		in->failed = true;
}

static void
get_instant(struct jcs_reader *in, bool micros, int64_t *instant)
{
	char text[INSTANT_TEXT_SIZE];

	get_quoted(in, text, INSTANT_TEXT_SIZE - (micros ? 1 : 8));
	if (!in->failed && instant_parse(text, micros, instant) < 0)
		in->failed = true;
}

static bool
get_bool(struct jcs_reader *in)
{
	if (jcs_accept(in, "true"))
		return true;
	jcs_expect(in, "false");
	return false;
}

/* One more item in a growing array; NULL once failed. */
static void *
grow(struct jcs_reader *in, void *items, size_t count, size_t size)
{
	void *more = items;

	/* Capacities are powers of two. */
	if ((count & (count - 1)) == 0)
		more = realloc(items, (count == 0 ? 1 : 2 * count) * size);
	if (!more)
		in->failed = in->no_memory = true;
	return more;
}

static void
get_named(struct jcs_reader *in, struct named_counts *counts)
{
	jcs_expect(in, "{");
	while (!in->failed && !jcs_accept(in, "}")) {
		struct named_count *items;

		if (counts->count > 0)
			jcs_expect(in, ",");
		items = grow(in, counts->items, counts->count, sizeof(*items));
		if (!items)
			return;
		counts->items = items;
		items += counts->count;
		items->name = jcs_get_string(in);
		if (!items->name)
			return;
		counts->count++;
		jcs_expect(in, ":");
		items->count = jcs_get_count(in);
		if (counts->count > 1 &&
		    jcs_compare(items[-1].name, items->name) >= 0)
			in->failed = true;
	}
	if (counts->count > 1)
		qsort(counts->items, counts->count, sizeof(*counts->items),
		    compare_names);
}

static void
get_store(struct jcs_reader *in, struct store_count *store)
{
	jcs_expect(in, "{\"impressions\":");
	store->impressions = jcs_get_count(in);
	jcs_expect(in, ",\"name\":");
	store->name = jcs_get_string(in);
	jcs_expect(in, ",\"region\":");
	store->region = jcs_get_string(in);
	jcs_expect(in, ",\"store_id\":");
	store->has_id = !jcs_accept(in, "null");
	if (store->has_id)
		get_uuid(in, &store->store_id);
	jcs_expect(in, "}");
}

static void
get_geography(struct jcs_reader *in, struct record *record)
{
	jcs_expect(in, "{\"regions\":");
	get_named(in, &record->regions);
	jcs_expect(in, ",\"stores\":[");
	while (!in->failed && !jcs_accept(in, "]")) {
		struct store_count *stores;

		if (record->store_count > 0)
			jcs_expect(in, ",");
		stores = grow(
		    in, record->stores, record->store_count, sizeof(*stores));
		if (!stores)
			return;
		record->stores = stores;
		stores += record->store_count++;
		memset(stores, 0, sizeof(*stores));
		get_store(in, stores);
	}
	jcs_expect(in, "}");
}

static void
get_hours(struct jcs_reader *in, int64_t hours[HOURS_PER_DAY])
{
	char key[] = "{\"00\":";

	for (int hour = 0; hour < HOURS_PER_DAY; hour++) {
		key[0] = hour == 0 ? '{' : ',';
		key[2] = (char)('0' + hour / 10);
		key[3] = (char)('0' + hour % 10);
		jcs_expect(in, key);
		hours[hour] = jcs_get_count(in);
	}
	jcs_expect(in, "}");
}

static void
get_correction(struct jcs_reader *in, struct correction *correction)
{
	char *reason;

	if (!jcs_accept(in, ",\"reason\":"))
		return;
	reason = jcs_get_string(in);
	if (reason && correction_reason_parse(reason, &correction->reason) < 0)
		in->failed = true;
	free(reason);
	jcs_expect(in, ",\"revision\":");
	correction->revision = jcs_get_count(in);
	if (correction->revision == 0)
		in->failed = true;
	jcs_expect(in, ",\"supersedes\":");
	get_digest(in, correction->supersedes);
}

static void
get_field(struct jcs_reader *in, const struct canon_field *field,
    struct record *record, struct correction *correction)
{
	void *value = (char *)record + field->offset;

	jcs_expect(in, field->lead);
	switch (field->shape) {
	case SHAPE_ADVERTISER:
		record->has_advertiser = !jcs_accept(in, "null");
		if (record->has_advertiser)
			get_uuid(in, value);
		break;
	case SHAPE_UUID:
		get_uuid(in, value);
		break;
	case SHAPE_TEXT:
		*(char **)value = jcs_get_string(in);
		break;
	case SHAPE_MICROS:
	case SHAPE_SECONDS:
		get_instant(in, field->shape == SHAPE_MICROS, value);
		break;
	case SHAPE_DATE:
		get_date(in, value);
		break;
	case SHAPE_DIGEST:
		get_digest(in, value);
		break;
	case SHAPE_COUNT:
		*(int64_t *)value = jcs_get_count(in);
		break;
	case SHAPE_BOOL:
		*(bool *)value = get_bool(in);
		break;
	case SHAPE_GEOGRAPHY:
		get_geography(in, record);
		break;
	case SHAPE_HOURS:
		get_hours(in, record->hours);
		break;
	case SHAPE_NAMED:
		get_named(in, value);
		break;
	case SHAPE_CORRECTION:
		get_correction(in, correction);
		break;
	case SHAPE_TYPE:
		jcs_expect(in, correction->revision > 0
				   ? "\"proof_of_play_correction\""
				   : "\"proof_of_play\"");
		break;
	}
}

/* Writes what was read once more: it must be the same bytes. */
static int
write_again(const char *line, size_t length, const struct record *record,
    const struct correction *correction, struct err *err)
{
	struct buf again;
	int result;

	buf_init(&again, CANON_MAX_LENGTH);
	result = canon_write(record, correction, &again, err);
	if (result == 0 &&
	    (again.length != length || memcmp(again.data, line, length) != 0))
		result = err_set(err, ERR_DATA, "record is not canonical");
	buf_release(&again);
	return result;
}

int
canon_read(const char *line, size_t length, struct record *record,
    struct correction *correction, struct err *err)
{
	struct jcs_reader in;

	memset(record, 0, sizeof(*record));
	memset(correction, 0, sizeof(*correction));
	jcs_reader_init(&in, line, length);
	for (size_t i = 0; i < CANON_FIELDS; i++)
		get_field(&in, &canon_fields[i], record, correction);
	jcs_expect(&in, canon_end);
	if (jcs_done(&in) &&
	    write_again(line, length, record, correction, err) == 0)
		return 0;
	if (in.no_memory)
		err_memory(err);
	else if (!jcs_done(&in))
		err_set(err, ERR_DATA, "record is not canonical at byte %zu",
		    jcs_offset(&in));
	record_release(record);
	return -1;
}
