#include "lib/breakdown.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 16 /* of RECORD_MAX_COUNT */

/*
 * Writing.  cJSON's numbers are doubles, so counts go in as raw text.
 */
static bool
add_count(cJSON *object, const char *name, int64_t count)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, count);
	return cJSON_AddRawToObject(object, name, digits) != NULL;
}

static char *
print_and_delete(cJSON *json, bool complete)
{
	char *text = complete ? cJSON_PrintUnformatted(json) : NULL;

	cJSON_Delete(json);
	return text;
}

char *
breakdown_hours(const struct record *record)
{
	cJSON *json = cJSON_CreateObject();
	bool ok = json != NULL;

	for (unsigned hour = 0; ok && hour < HOURS_PER_DAY; hour++) {
		char key[3] = {
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '\0'};

		ok = add_count(json, key, record->hours[hour]);
	}
	return print_and_delete(json, ok);
}

static bool
add_named_counts(cJSON *object, const struct named_counts *counts)
{
	bool ok = object != NULL;

	for (size_t i = 0; ok && i < counts->count; i++)
		ok = add_count(
		    object, counts->items[i].name, counts->items[i].count);
	return ok;
}

static bool
add_store(cJSON *array, const struct store_count *store)
{
	cJSON *json = cJSON_CreateObject();
	char id[UUID_TEXT_SIZE];

	if (!json || !cJSON_AddItemToArray(array, json)) {
		cJSON_Delete(json);
		return false;
	}
	if (store->has_id ? !cJSON_AddStringToObject(json, "store_id",
				uuid_format(&store->store_id, id))
			  : !cJSON_AddNullToObject(json, "store_id"))
		return false;
	return cJSON_AddStringToObject(json, "name", store->name) &&
	       cJSON_AddStringToObject(json, "region", store->region) &&
	       add_count(json, "impressions", store->impressions);
}

char *
breakdown_geography(const struct record *record)
{
	cJSON *json = cJSON_CreateObject();
	cJSON *regions = cJSON_AddObjectToObject(json, "regions");
	cJSON *stores = cJSON_AddArrayToObject(json, "stores");
	bool ok = stores && add_named_counts(regions, &record->regions);

	for (size_t i = 0; ok && i < record->store_count; i++)
		ok = add_store(stores, &record->stores[i]);
	return print_and_delete(json, ok);
}

char *
breakdown_exclusions(const struct record *record)
{
	cJSON *json = cJSON_CreateObject();
	bool ok = add_named_counts(json, &record->exclusions);

	return print_and_delete(json, ok);
}

/*
 * Reading.  Exact, because a text whose numbers are anything but plain
 * integers of at most 16 digits is refused before cJSON rounds them, and a
 * double holds every integer up to RECORD_MAX_COUNT.
 */
static bool
plain_integer(const char *number, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (number[i] < '0' || number[i] > '9')
			return false;
	}
	return length <= MAX_DIGITS && (length == 1 || number[0] != '0');
}

static const char *
skip_string(const char *c)
{
	for (c++; *c != '\0' && *c != '"'; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
	}
	return *c == '"' ? c + 1 : c;
}

static bool
integers_only(const char *text)
{
	const char *c = text;

	while (*c != '\0') {
		size_t length = strspn(c, "+-.0123456789eE");

		if (*c == '"')
			c = skip_string(c);
		else if (length > 0 && *c != 'e' && *c != 'E') {
			if (!plain_integer(c, length))
				return false;
			c += length;
		} else
			c++;
	}
	return true;
}

static cJSON *
parse_object(const char *text)
{
	cJSON *json = NULL;

	if (text && integers_only(text))
		json = cJSON_ParseWithOpts(text, NULL, 1);
	if (json && cJSON_IsObject(json))
		return json;
	cJSON_Delete(json);
	return NULL;
}

static bool
get_count(const cJSON *json, int64_t *count)
{
	if (!cJSON_IsNumber(json) ||
	    json->valuedouble > (double)RECORD_MAX_COUNT)
		return false;
	*count = (int64_t)json->valuedouble;
	return true;
}

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

static bool
read_hours(struct record *record, const cJSON *json)
{
	bool seen[HOURS_PER_DAY] = {false};
	int count = 0;

	for (const cJSON *item = json->child; item; item = item->next) {
		int hour = hour_of_key(item->string);

		if (hour < 0 || seen[hour] ||
		    !get_count(item, &record->hours[hour]))
			return false;
		seen[hour] = true;
		count++;
	}
	return count == HOURS_PER_DAY;
}

static int
compare_names(const void *a, const void *b)
{
	const struct named_count *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* jsonb orders keys by length first; ours are in bytewise order. */
static bool
sort_names(struct named_counts *counts)
{
	if (counts->count == 0)
		return true;
	qsort(counts->items, counts->count, sizeof(*counts->items),
	    compare_names);
	for (size_t i = 1; i < counts->count; i++) {
		if (strcmp(counts->items[i - 1].name, counts->items[i].name) ==
		    0)
			return false;
	}
	return true;
}

static bool
read_named_counts(struct named_counts *counts, const cJSON *json)
{
	size_t size = (size_t)cJSON_GetArraySize(json);

	if (!cJSON_IsObject(json))
		return false;
	counts->items = calloc(size + 1, sizeof(*counts->items));
	if (!counts->items)
		return false;
	for (const cJSON *item = json->child; item; item = item->next) {
		struct named_count *next = &counts->items[counts->count];

		if (!get_count(item, &next->count))
			return false;
		next->name = strdup(item->string);
		if (!next->name)
			return false;
		counts->count++;
	}
	return sort_names(counts);
}

static bool
read_text(char **text, const cJSON *json)
{
	if (*text || !cJSON_IsString(json))
		return false;
	*text = strdup(json->valuestring);
	return *text != NULL;
}

static bool
read_store_id(struct store_count *store, const cJSON *json)
{
	if (cJSON_IsNull(json))
		return true;
	store->has_id = true;
	return cJSON_IsString(json) &&
	       uuid_parse(json->valuestring, &store->store_id) == 0;
}

/* Four members, each of which is there once, in any order. */
static bool
read_store(struct store_count *store, const cJSON *json)
{
	bool id = false, impressions = false;

	if (!cJSON_IsObject(json))
		return false;
	for (const cJSON *item = json->child; item; item = item->next) {
		bool ok = false;

		if (strcmp(item->string, "name") == 0)
			ok = read_text(&store->name, item);
		else if (strcmp(item->string, "region") == 0)
			ok = read_text(&store->region, item);
		else if (strcmp(item->string, "store_id") == 0 && !id)
			ok = id = read_store_id(store, item);
		else if (strcmp(item->string, "impressions") == 0 &&
			 !impressions)
			ok = impressions = get_count(item, &store->impressions);
		if (!ok)
			return false;
	}
	return id && impressions && store->name && store->region;
}

static bool
read_stores(struct record *record, const cJSON *json)
{
	size_t size = (size_t)cJSON_GetArraySize(json);

	if (!cJSON_IsArray(json))
		return false;
	record->stores = calloc(size + 1, sizeof(*record->stores));
	if (!record->stores)
		return false;
	for (const cJSON *item = json->child; item; item = item->next) {
		/* Counted first, so that a release finds its strings. */
		if (!read_store(&record->stores[record->store_count++], item))
			return false;
	}
	return true;
}

static bool
read_geography(struct record *record, const cJSON *json)
{
	const cJSON *regions =
	    cJSON_GetObjectItemCaseSensitive(json, "regions");
	const cJSON *stores = cJSON_GetObjectItemCaseSensitive(json, "stores");

	return cJSON_GetArraySize(json) == 2 && regions && stores &&
	       read_named_counts(&record->regions, regions) &&
	       read_stores(record, stores);
}

static bool
read_exclusions(struct record *record, const cJSON *json)
{
	return read_named_counts(&record->exclusions, json);
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
		bool (*read)(struct record *, const cJSON *);
	} columns[] = {
	    {"hourly_breakdown", hours, read_hours},
	    {"geographic_breakdown", geography, read_geography},
	    {"plays_excluded", exclusions, read_exclusions},
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		cJSON *json = parse_object(columns[i].text);
		bool ok = json && columns[i].read(record, json);

		cJSON_Delete(json);
		if (!ok)
			return malformed(record, columns[i].column, err);
	}
	return 0;
}
