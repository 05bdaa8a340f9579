#include "lib/restate.h"

#include <stdlib.h>
#include <string.h>

#include "lib/merkle.h"

void
restatements_release(struct restatements *list)
{
	for (size_t i = 0; i < list->count; i++)
		record_release(&list->items[i].record);
	free(list->items);
	memory_give(&list->memory);
	memset(list, 0, sizeof(*list));
}

static bool
same_counts(const struct named_counts *a, const struct named_counts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->items[i].count != b->items[i].count ||
		    strcmp(a->items[i].name, b->items[i].name) != 0)
			return false;
	}
	return true;
}

bool
restate_differs(const struct record *record, const struct record *now)
{
	return record->plays_received != now->plays_received ||
	       record->total_impressions != now->total_impressions ||
	       record->unique_devices != now->unique_devices ||
	       record->unique_stores != now->unique_stores ||
	       record->total_duration_seconds != now->total_duration_seconds ||
	       memcmp(record->hours, now->hours, sizeof(now->hours)) != 0 ||
	       memcmp(record->devices_sha256, now->devices_sha256,
		   sizeof(now->devices_sha256)) != 0 ||
	       !same_counts(&record->exclusions, &now->exclusions);
}

static int
replace(char **to, const char *from)
{
	char *copy = strdup(from);

	if (!copy)
		return -1;
	free(*to);
	*to = copy;
	return 0;
}

static const struct store_count *
find_store(const struct record *record, const struct store_count *wanted)
{
	for (size_t i = 0; i < record->store_count; i++) {
		const struct store_count *store = &record->stores[i];

		if (store->has_id == wanted->has_id &&
		    (!store->has_id ||
			uuid_compare(&store->store_id, &wanted->store_id) == 0))
			return store;
	}
	return NULL;
}

/* Gives stores the names they were sealed with, and regions their sums. */
static int
keep_names(const struct record *record, struct record *now)
{
	named_counts_release(&now->regions);
	for (size_t i = 0; i < now->store_count; i++) {
		struct store_count *store = &now->stores[i];
		const struct store_count *sealed = find_store(record, store);

		if (sealed && (replace(&store->name, sealed->name) != 0 ||
				  replace(&store->region, sealed->region) != 0))
			return -1;
		if (named_counts_add(
			&now->regions, store->region, store->impressions) != 0)
			return -1;
	}
	return replace(&now->campaign_name, record->campaign_name);
}

/* The leaf of what is superseded. */
static int
leaf_of(const struct record *record, const struct correction *before,
    uint8_t leaf[HASH_SIZE], struct err *err)
{
	struct merkle_node node;
	struct buf line;
	int rc = -1;

	buf_init(&line, CANON_MAX_LENGTH);
	if (canon_write(record, before, &line, err) == 0 &&
	    merkle_leaf(line.data, line.length, &node, err) == 0) {
		memcpy(leaf, node.hash, HASH_SIZE);
		rc = 0;
	}
	buf_release(&line);
	return rc;
}

static struct restatement *
append(struct restatements *list, struct err *err)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 64;
		struct restatement *items;

		if (memory_take(&list->memory,
			(capacity - list->capacity) * sizeof(*items), err) != 0)
			return NULL;
		items = realloc(list->items, capacity * sizeof(*items));
		if (!items) {
			err_memory(err);
			return NULL;
		}
		list->items = items;
		list->capacity = capacity;
	}
	memset(&list->items[list->count], 0, sizeof(*list->items));
	return &list->items[list->count++];
}

int
restate_add(struct restatements *list, const struct record *record,
    const struct correction *before, struct record *now,
    enum correction_reason reason, struct err *err)
{
	const size_t held =
	    record_memory(now) + now->device_count * sizeof(*now->devices);
	struct restatement *item;

	if (memory_take(&list->memory, held, err) != 0)
		return -1;
	item = append(list, err);
	if (!item)
		return -1;
	item->record = *now;
	memset(now, 0, sizeof(*now));
	item->correction.revision = before->revision + 1;
	item->correction.reason = reason;
	if (!record) {
		item->correction.revision = 1;
		return 0;
	}
	item->record.has_advertiser = record->has_advertiser;
	item->record.advertiser_id = record->advertiser_id;
	item->record.outside_flight = record->outside_flight;
	if (keep_names(record, &item->record) != 0)
		return err_memory(err);
	if (leaf_of(record, before->revision > 0 ? before : NULL,
		item->correction.supersedes, err) != 0)
		return -1;
	return record_balance(&item->record, err);
}
