#include "lib/explain.h"

#include <stdlib.h>
#include <string.h>

#include "lib/copy_reader.h"
#include "lib/date.h"
#include "lib/db_each.h"
#include "lib/memory.h"
#include "lib/play_reader.h"
#include "lib/rollup.h"
#include "queries.h"

#define COLUMN_PLAY_ID PLAY_READER_COLUMNS

struct judged {
	struct uuid play_id, device_id, content_id, store_id;
	bool has_store;
	int64_t started_at;
	int32_t duration_seconds;
	uint8_t reason; /* index into explain->reasons, 0: counted */
};

struct judged_list {
	struct judged *items;
	size_t count, capacity;
	struct memory memory;
};

/* What a play takes: itself, and two pointers while it is sorted. */
#define PER_PLAY (sizeof(struct judged) + 2 * sizeof(void *))

static int
append(struct judged_list *list, const struct judged *play, struct err *err)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 1024;
		struct judged *items;

		if (memory_take(&list->memory,
			(capacity - list->capacity) * PER_PLAY, err) != 0)
			return -1;
		items = realloc(list->items, capacity * sizeof(*items));
		if (!items)
			return err_memory(err);
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = *play;
	return 0;
}

/* The index of a reason, added if new. */
static int
find_reason(struct explain *explain, const char *reason, uint8_t *index,
    struct err *err)
{
	size_t i = 0;

	while (i < explain->reason_count &&
	       strcmp(explain->reasons[i].reason, reason) != 0)
		i++;
	if (i == EXPLAIN_MAX_REASONS)
		return err_set(err, ERR_DATA,
		    "the campaign has more than %d reasons of exclusion",
		    EXPLAIN_MAX_REASONS);
	if (i == explain->reason_count) {
		memcpy(explain->reasons[i].reason, reason, strlen(reason) + 1);
		explain->reason_count++;
	}
	*index = (uint8_t)i;
	return 0;
}

static void
resolve_store(
    struct judged *judged, const struct play *play, const struct map *homes)
{
	const struct rollup_home *home = map_get(homes, &play->device_id);

	judged->has_store = play->has_store || home;
	if (play->has_store)
		judged->store_id = play->store_id;
	else if (home)
		judged->store_id = home->store_id;
}

static int
judge(struct explain *explain, const struct explain_request *request,
    const struct copy_row *row, struct judged *judged, struct err *err)
{
	const char *reason;
	char text[REASON_SIZE];
	enum verdict verdict;
	struct play play;
	bool known;

	memset(judged, 0, sizeof(*judged));
	if (play_read(row, &play, err) != 0)
		return -1;
	if (copy_uuid(&row->fields[COLUMN_PLAY_ID], &known, &judged->play_id) !=
	    0)
		return err_set(err, ERR_CONFIG,
		    "pop.source_play has a play_id that is no UUID");
	judged->device_id = play.device_id;
	judged->content_id = play.content_id;
	judged->started_at = play.started_at;
	judged->duration_seconds = play.duration_seconds;
	resolve_store(judged, &play, request->homes);
	verdict = policy_judge(request->policy, &play);
	reason = policy_reason(verdict, &play, text);
	if (verdict == VERDICT_COUNTED && request->devices &&
	    !map_get(request->devices, &play.device_id))
		reason = "device_excluded";
	return find_reason(explain, reason, &judged->reason, err);
}

static int
read_plays(struct db *db, const struct explain_request *request,
    struct explain *explain, struct judged_list *list, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE], id[UUID_TEXT_SIZE];
	const char *const params[] = {
	    instant_format(request->day->start, true, from),
	    instant_format(request->day->end, true, to),
	    uuid_format(request->campaign, id)};
	struct copy_reader reader;
	struct copy_row row;
	int got;

	if (db_copy_out(db, &sql_explain_plays, 3, params, err) != 0)
		return -1;
	copy_reader_init(&reader, db);
	while ((got = copy_reader_next(
		    &reader, PLAY_READER_COLUMNS + 1, &row, err)) > 0) {
		struct judged judged;

		if (judge(explain, request, &row, &judged, err) != 0 ||
		    append(list, &judged, err) != 0)
			return -1;
	}
	return got;
}

static int
compare_showings(const struct judged *a, const struct judged *b)
{
	int order = uuid_compare(&a->device_id, &b->device_id);

	if (order == 0)
		order = uuid_compare(&a->content_id, &b->content_id);
	if (order == 0)
		order = (a->started_at > b->started_at) -
			(a->started_at < b->started_at);
	return order;
}

/* Excluded plays last; equal showings together, the least claim first. */
static int
compare_claims(const void *left, const void *right)
{
	const struct judged *a = left, *b = right;
	int order = (a->reason != 0) - (b->reason != 0);

	if (order == 0)
		order = compare_showings(a, b);
	if (order == 0)
		order = (a->duration_seconds > b->duration_seconds) -
			(a->duration_seconds < b->duration_seconds);
	if (order == 0)
		order = b->has_store - a->has_store;
	if (order == 0)
		order = uuid_compare(&a->store_id, &b->store_id);
	return order ? order : uuid_compare(&a->play_id, &b->play_id);
}

static int
mark_duplicates(
    struct explain *explain, struct judged_list *list, struct err *err)
{
	const struct judged *kept = NULL;
	uint8_t duplicate = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct judged *play = &list->items[i];

		if (play->reason != 0)
			break;
		if (!kept || compare_showings(kept, play) != 0) {
			kept = play;
			continue;
		}
		if (duplicate == 0 &&
		    find_reason(explain, "duplicate", &duplicate, err) != 0)
			return -1;
		play->reason = duplicate;
	}
	return 0;
}

static int
compare_starts(const void *left, const void *right)
{
	const struct judged *a = left, *b = right;

	if (a->started_at != b->started_at)
		return a->started_at < b->started_at ? -1 : 1;
	return uuid_compare(&a->play_id, &b->play_id);
}

static int
sum_up(struct explain *explain, const struct judged_list *list, struct err *err)
{
	struct map_budget *budget = list->memory.budget;
	struct map devices, stores;
	bool added;
	int rc = 0;

	map_init(&devices, sizeof(struct uuid), sizeof(struct uuid), budget);
	map_init(&stores, sizeof(struct uuid), sizeof(struct uuid), budget);
	for (size_t i = 0; rc == 0 && i < list->count; i++) {
		const struct judged *play = &list->items[i];
		struct explain_reason *reason = &explain->reasons[play->reason];

		reason->plays++;
		if (reason->example_count < EXPLAIN_EXAMPLES)
			reason->examples[reason->example_count++] =
			    play->play_id;
		if (play->reason != 0)
			continue;
		reason->duration_seconds += play->duration_seconds;
		explain->without_store += !play->has_store;
		if (!map_put(&devices, &play->device_id, &added) ||
		    (play->has_store &&
			!map_put(&stores, &play->store_id, &added)))
			rc = memory_exhausted(budget, err);
	}
	explain->plays_received = (int64_t)list->count;
	explain->devices = devices.count;
	explain->stores = stores.count;
	map_release(&devices);
	map_release(&stores);
	return rc;
}

static int
take_device(void *arg, const struct db_rows *row, struct err *err)
{
	struct map *devices = arg;
	struct uuid id;
	bool added;

	if (uuid_parse(db_text(row, 0, 0), &id) != 0)
		return err_set(err, ERR_INTERNAL, "a device id is no UUID");
	return map_put(devices, &id, &added)
		   ? 0
		   : memory_exhausted(devices->budget, err);
}

int
explain_devices(struct db *db, const struct uuid *campaign, struct date date,
    struct map *devices, struct err *err)
{
	char id[UUID_TEXT_SIZE], text[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(campaign, id), date_format(date, text)};
	const struct db_sink sink = {take_device, devices};

	return db_each(db, &sql_explain_devices, 2, params, &sink, err);
}

int
explain_campaign(struct db *db, const struct explain_request *request,
    struct explain *explain, struct err *err)
{
	struct judged_list list = {.memory = {request->homes->budget, 0}};
	uint8_t counted;
	int rc = -1;

	memset(explain, 0, sizeof(*explain));
	if (find_reason(explain, "counted", &counted, err) != 0 ||
	    read_plays(db, request, explain, &list, err) != 0)
		goto out;
	if (request->policy->dedupe && list.count > 0) {
		qsort(list.items, list.count, sizeof(*list.items),
		    compare_claims);
		if (mark_duplicates(explain, &list, err) != 0)
			goto out;
	}
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items),
		    compare_starts);
	rc = sum_up(explain, &list, err);
out:
	free(list.items);
	memory_give(&list.memory);
	return rc;
}
