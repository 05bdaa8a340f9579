#include "lib/breakdown.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/json_reader.h"

#define TEXT_LIMIT (256u << 20) /* of a column: no jsonb is larger */

/*
 * Writing.
 */
static void
write_hours(struct json *json, const int64_t hours[HOURS_PER_DAY])
{
	json_open_object(json, NULL);
	for (unsigned hour = 0; hour < HOURS_PER_DAY; hour++) {
		char key[3] = {
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '\0'};

		json_int(json, key, hours[hour]);
	}
	json_close_object(json);
}

void
breakdown_write_named(
    struct json *json, const char *key, const struct named_counts *counts)
{
	json_open_object(json, key);
	for (size_t i = 0; i < counts->count; i++)
		json_int(json, counts->items[i].name, counts->items[i].count);
	json_close_object(json);
}

static void
write_store(struct json *json, const struct store_count *store)
{
	char id[UUID_TEXT_SIZE];

	json_open_object(json, NULL);
	if (store->has_id)
		json_text(json, "store_id", uuid_format(&store->store_id, id));
	else
		json_null(json, "store_id");
	json_text(json, "name", store->name);
	json_text(json, "region", store->region);
	json_int(json, "impressions", store->impressions);
	json_close_object(json);
}

/* The text that was written, or NULL. */
static char *
text_of(struct buf *out)
{
	if (!buf_failed(out))
		return out->data;
	buf_release(out);
	return NULL;
}

static void
begin(struct json *json, struct buf *out)
{
	buf_init(out, TEXT_LIMIT);
	json_init(json, out);
}

char *
breakdown_hours(const struct record *record)
{
	struct json json;
	struct buf out;

	begin(&json, &out);
	write_hours(&json, record->hours);
	return text_of(&out);
}

char *
breakdown_geography(const struct record *record)
{
	struct json json;
	struct buf out;

	begin(&json, &out);
	json_open_object(&json, NULL);
	breakdown_write_named(&json, "regions", &record->regions);
	json_open_array(&json, "stores");
	for (size_t i = 0; i < record->store_count; i++)
		write_store(&json, &record->stores[i]);
	json_close_array(&json);
	json_close_object(&json);
	return text_of(&out);
}

char *
breakdown_exclusions(const struct record *record)
{
	struct json json;
	struct buf out;

	begin(&json, &out);
	breakdown_write_named(&json, NULL, &record->exclusions);
	return text_of(&out);
}

/*
 * Reading.  A member twice, a foreign one and a missing one are failures, in
 * whichever order they stand.
 */

/* "00" to "23", or -1. */
static int
hour_of_key(const char *key)
{
	int hour;

	if (strlen(key) != 2 || key[0] < '0' || key[0] > '2' || key[1] < '0' ||
	    key[1] > '9')
		return -1;
	hour = (key[0] - '0') * 10 + (key[1] - '0');
	return hour < HOURS_PER_DAY ? hour : -1;
}

static void
read_hours(struct json_reader *in, struct record *record)
{
	bool seen[HOURS_PER_DAY] = {false};
	int count = 0;

	json_reader_open(in, '{');
	while (json_reader_more(in, '}')) {
		int hour = hour_of_key(json_reader_key(in));

		if (hour < 0 || seen[hour]) {
			json_reader_fail(in);
			return;
		}
		record->hours[hour] = json_reader_count(in, RECORD_MAX_COUNT);
		seen[hour] = true;
		count++;
	}
	if (count != HOURS_PER_DAY)
		json_reader_fail(in);
}

/* A copy for the caller to free; NULL once failed. */
static char *
copy_text(struct json_reader *in, const char *text)
{
	char *copy = in->failed ? NULL : strdup(text);

	if (!in->failed && !copy)
		in->failed = in->no_memory = true;
	return copy;
}

/*
 * Room for one more in an array whose capacity is the least power of two from
 * 16 that holds `count`: the array, or NULL.
 */
static void *
room(struct json_reader *in, void *items, size_t count, size_t size)
{
	if (count != 0 && (count < 16 || (count & (count - 1)) != 0))
		return items;
	items = reallocarray(items, count < 16 ? 16 : count * 2, size);
	if (!items)
		in->failed = in->no_memory = true;
	return items;
}

static int
compare_names(const void *a, const void *b)
{
	const struct named_count *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* jsonb orders keys by length first; ours are in bytewise order. */
static void
sort_names(struct json_reader *in, struct named_counts *counts)
{
	if (in->failed || counts->count == 0)
		return;
	qsort(counts->items, counts->count, sizeof(*counts->items),
	    compare_names);
	for (size_t i = 1; i < counts->count; i++) {
		if (strcmp(counts->items[i - 1].name, counts->items[i].name) ==
		    0)
			json_reader_fail(in);
	}
}

static void
read_named_counts(struct json_reader *in, struct named_counts *counts)
{
	json_reader_open(in, '{');
	while (json_reader_more(in, '}')) {
		struct named_count *items = room(
		    in, counts->items, counts->count, sizeof(*counts->items));
		char *name = copy_text(in, json_reader_key(in));

		if (items)
			counts->items = items;
		if (!name || !items) {
			free(name);
			return;
		}
		items[counts->count].name = name;
		items[counts->count++].count =
		    json_reader_count(in, RECORD_MAX_COUNT);
	}
	sort_names(in, counts);
}

static void
read_store_id(struct json_reader *in, struct store_count *store)
{
	store->has_id = !json_reader_null(in);
	if (store->has_id &&
	    uuid_parse(json_reader_string(in), &store->store_id) != 0)
		json_reader_fail(in);
}

/* Four members, each of which is there once. */
static void
read_store(struct json_reader *in, struct store_count *store)
{
	bool id = false, impressions = false;

	json_reader_open(in, '{');
	while (json_reader_more(in, '}')) {
		const char *key = json_reader_key(in);

		if (strcmp(key, "name") == 0 && !store->name)
			store->name = copy_text(in, json_reader_string(in));
		else if (strcmp(key, "region") == 0 && !store->region)
			store->region = copy_text(in, json_reader_string(in));
		else if (strcmp(key, "store_id") == 0 && !id) {
			read_store_id(in, store);
			id = true;
		} else if (strcmp(key, "impressions") == 0 && !impressions) {
			store->impressions =
			    json_reader_count(in, RECORD_MAX_COUNT);
			impressions = true;
		} else
			json_reader_fail(in);
	}
	if (!id || !impressions || !store->name || !store->region)
		json_reader_fail(in);
}

static void
read_stores(struct json_reader *in, struct record *record)
{
	json_reader_open(in, '[');
	while (json_reader_more(in, ']')) {
		struct store_count *stores = room(in, record->stores,
		    record->store_count, sizeof(*record->stores));

		if (!stores)
			return;
		record->stores = stores;
		/* Counted first, so that a release finds its strings. */
		stores += record->store_count++;
		memset(stores, 0, sizeof(*stores));
		read_store(in, stores);
	}
}

static void
read_geography(struct json_reader *in, struct record *record)
{
	bool regions = false, stores = false;

	json_reader_open(in, '{');
	while (json_reader_more(in, '}')) {
		const char *key = json_reader_key(in);

		if (strcmp(key, "regions") == 0 && !regions) {
			read_named_counts(in, &record->regions);
			regions = true;
		} else if (strcmp(key, "stores") == 0 && !stores) {
			read_stores(in, record);
			stores = true;
		} else
			json_reader_fail(in);
	}
	if (!regions || !stores)
		json_reader_fail(in);
}

static void
read_exclusions(struct json_reader *in, struct record *record)
{
	read_named_counts(in, &record->exclusions);
}

static int
malformed(const struct record *record, const char *column, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];

	return err_set(err, ERR_DATA,
	    "malformed %s in the record of campaign %s on %s", column,
	    uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date));
}

int
breakdown_parse(struct record *record, const char *hours, const char *geography,
    const char *exclusions, struct err *err)
{
	const struct {
		const char *column, *text;
		void (*read)(struct json_reader *, struct record *);
	} columns[] = {
	    {"hourly_breakdown", hours, read_hours},
	    {"geographic_breakdown", geography, read_geography},
	    {"plays_excluded", exclusions, read_exclusions},
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct json_reader in;
		bool ok;

		json_reader_init(&in, columns[i].text ? columns[i].text : "");
		columns[i].read(&in, record);
		ok = json_reader_done(&in);
		json_reader_release(&in);
		if (!ok && in.no_memory)
			return err_memory(err);
		if (!ok)
			return malformed(record, columns[i].column, err);
	}
	return 0;
}
