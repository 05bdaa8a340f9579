#include "lib/measures.h"

#include <stdlib.h>
#include <string.h>

static void
free_store(struct store_count *store)
{
	free(store->name);
	free(store->region);
}

void
measures_release(struct measures *measures)
{
	for (size_t i = 0; i < measures->store_count; i++)
		free_store(&measures->stores[i]);
	free(measures->stores);
	named_counts_release(&measures->exclusions);
	named_counts_release(&measures->regions);
	memset(measures, 0, sizeof(*measures));
}

static void
add_numbers(struct measures *measures, const struct record *record, int times)
{
	measures->total_impressions += times * record->total_impressions;
	measures->unique_devices += times * record->unique_devices;
	measures->unique_stores += times * record->unique_stores;
	measures->total_duration_seconds +=
	    times * record->total_duration_seconds;
	measures->plays_received += times * record->plays_received;
	for (int hour = 0; hour < HOURS_PER_DAY; hour++)
		measures->hours[hour] += times * record->hours[hour];
}

static int
add_names(struct named_counts *to, const struct named_counts *from, int times,
    struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < from->count; i++) {
		if (named_counts_add(to, from->items[i].name,
			times * from->items[i].count) != 0)
			return err_memory(err);
	}
	for (size_t i = 0; i < to->count; i++) {
		if (to->items[i].count != 0)
			to->items[kept++] = to->items[i];
		else
			free(to->items[i].name);
	}
	to->count = kept;
	return 0;
}

static int
copy_store(struct store_count *to, const struct store_count *from, int times)
{
	*to = *from;
	to->impressions = times * from->impressions;
	to->name = strdup(from->name);
	to->region = strdup(from->region);
	if (to->name && to->region)
		return 0;
	free_store(to);
	return -1;
}

/* A store and its place, because qsort does not keep the order of equals. */
struct placed {
	struct store_count store;
	size_t place;
};

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;
	int order = right->store.has_id - left->store.has_id;

	if (order == 0 && left->store.has_id)
		order =
		    uuid_compare(&left->store.store_id, &right->store.store_id);
	if (order == 0)
		order =
		    (left->place > right->place) - (left->place < right->place);
	return order;
}

static bool
is_same_store(const struct store_count *a, const struct store_count *b)
{
	return a->has_id == b->has_id &&
	       (!a->has_id || uuid_compare(&a->store_id, &b->store_id) == 0);
}

/* Merges equals and leaves zeros out; takes over the stores of `sorted`. */
static void
merge_stores(struct measures *measures, struct placed *sorted, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count;) {
		struct store_count store = sorted[i++].store;

		for (; i < count && is_same_store(&store, &sorted[i].store);
		     i++) {
			store.impressions += sorted[i].store.impressions;
			free_store(&sorted[i].store);
		}
		if (store.impressions != 0)
			measures->stores[kept++] = store;
		else
			free_store(&store);
	}
	measures->store_count = kept;
}

static int
add_stores(struct measures *measures, const struct record *record, int times,
    struct err *err)
{
	size_t most = measures->store_count + record->store_count, count = 0;
	struct store_count *stores;
	struct placed *sorted;

	if (record->store_count == 0)
		return 0;
	stores = realloc(measures->stores, most * sizeof(*stores));
	if (!stores)
		return err_memory(err);
	measures->stores = stores;
	sorted = calloc(most, sizeof(*sorted));
	if (!sorted)
		return err_memory(err);
	for (; count < measures->store_count; count++)
		sorted[count] = (struct placed){stores[count], count};
	for (size_t i = 0; i < record->store_count; i++, count++) {
		sorted[count].place = count;
		if (copy_store(
			&sorted[count].store, &record->stores[i], times) != 0)
			break;
	}
	qsort(sorted, count, sizeof(*sorted), compare_placed);
	merge_stores(measures, sorted, count);
	free(sorted);
	return count == most ? 0 : err_memory(err);
}

int
measures_add(struct measures *measures, const struct record *record, int times,
    struct err *err)
{
	add_numbers(measures, record, times);
	if (add_names(&measures->exclusions, &record->exclusions, times, err) !=
		0 ||
	    add_names(&measures->regions, &record->regions, times, err) != 0)
		return -1;
	return add_stores(measures, record, times, err);
}
