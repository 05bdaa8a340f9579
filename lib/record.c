#include "lib/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/map.h"
#include "lib/memory.h"

void
record_release(struct record *record)
{
	free(record->campaign_name);
	free(record->time_zone);
	for (size_t i = 0; i < record->store_count; i++) {
		free(record->stores[i].name);
		free(record->stores[i].region);
	}
	free(record->stores);
	free(record->devices);
	named_counts_release(&record->regions);
	named_counts_release(&record->exclusions);
	memset(record, 0, sizeof(*record));
}

static size_t
memory_of_counts(const struct named_counts *counts)
{
	size_t bytes = memory_of(counts->count * sizeof(*counts->items));

	for (size_t i = 0; i < counts->count; i++)
		bytes += memory_of_text(counts->items[i].name);
	return bytes;
}

size_t
record_memory(const struct record *record)
{
	size_t bytes =
	    memory_of_text(record->campaign_name) +
	    memory_of_text(record->time_zone) +
	    memory_of(record->store_count * sizeof(*record->stores)) +
	    memory_of_counts(&record->regions) +
	    memory_of_counts(&record->exclusions);

	for (size_t i = 0; i < record->store_count; i++)
		bytes += memory_of_text(record->stores[i].name) +
			 memory_of_text(record->stores[i].region);
	return bytes;
}

int
store_count_compare(const struct store_count *a, const struct store_count *b)
{
	if (a->impressions != b->impressions)
		return a->impressions > b->impressions ? -1 : 1;
	if (a->has_id != b->has_id)
		return a->has_id ? -1 : 1;
	return a->has_id ? uuid_compare(&a->store_id, &b->store_id) : 0;
}

int
device_count_compare(const struct device_count *a, const struct device_count *b)
{
	int order = uuid_compare(&a->device_id, &b->device_id);

	if (order != 0)
		return order;
	if (a->has_store != b->has_store)
		return a->has_store ? 1 : -1;
	return a->has_store ? uuid_compare(&a->store_id, &b->store_id) : 0;
}

/* Sums stop at the largest int64: they never wrap into a plausible number. */
static int64_t
add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

int
named_counts_add(struct named_counts *counts, const char *name, int64_t count)
{
	struct named_count *items;
	size_t at = 0;
	char *copy;
	int order = 1;

	while (at < counts->count &&
	       (order = strcmp(counts->items[at].name, name)) < 0)
		at++;
	if (at < counts->count && order == 0) {
		counts->items[at].count = add(counts->items[at].count, count);
		return 0;
	}
	copy = strdup(name);
	if (!copy)
		return -1;
	items = realloc(counts->items, (counts->count + 1) * sizeof(*items));
	if (!items) {
		free(copy);
		return -1;
	}
	memmove(
	    items + at + 1, items + at, (counts->count - at) * sizeof(*items));
	items[at] = (struct named_count){copy, count};
	counts->items = items;
	counts->count++;
	return 0;
}

void
named_counts_release(struct named_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++)
		free(counts->items[i].name);
	free(counts->items);
	memset(counts, 0, sizeof(*counts));
}

int64_t
named_counts_total(const struct named_counts *counts)
{
	int64_t total = 0;

	for (size_t i = 0; i < counts->count; i++)
		total = add(total, counts->items[i].count);
	return total;
}

/* What the parts of a record add up to. */
struct sums {
	int64_t hours, regions, stores, exclusions;
	int64_t devices, seconds, unique_devices, unique_stores;
	bool in_range; /* every single count is */
	bool in_order; /* the device rows are, each once */
};

static void
check_range(struct sums *sums, int64_t value)
{
	if (value < 0 || value > RECORD_MAX_COUNT)
		sums->in_range = false;
}

static void
sum_named(struct sums *sums, const struct named_counts *counts, int64_t *total)
{
	for (size_t i = 0; i < counts->count; i++)
		check_range(sums, counts->items[i].count);
	*total = named_counts_total(counts);
}

static int
sum_devices(struct sums *sums, const struct record *record)
{
	struct map stores;
	int result = 0;

	map_init(&stores, sizeof(struct uuid), sizeof(struct uuid), NULL);
	for (size_t i = 0; i < record->device_count; i++) {
		const struct device_count *device = &record->devices[i];
		bool added;

		check_range(sums, device->impressions);
		check_range(sums, device->duration_seconds);
		sums->devices = add(sums->devices, device->impressions);
		sums->seconds = add(sums->seconds, device->duration_seconds);
		if (i > 0 && device_count_compare(device - 1, device) >= 0)
			sums->in_order = false;
		if (i == 0 || uuid_compare(&device[-1].device_id,
				  &device->device_id) != 0)
			sums->unique_devices++;
		if (device->has_store &&
		    !map_put(&stores, &device->store_id, &added))
			result = -1;
	}
	sums->unique_stores = stores.count;
	map_release(&stores);
	return result;
}

static int
sum_parts(struct sums *sums, const struct record *record)
{
	sums->in_range = sums->in_order = true;
	check_range(sums, record->plays_received);
	check_range(sums, record->total_impressions);
	check_range(sums, record->total_duration_seconds);
	for (int hour = 0; hour < HOURS_PER_DAY; hour++) {
		check_range(sums, record->hours[hour]);
		sums->hours = add(sums->hours, record->hours[hour]);
	}
	for (size_t i = 0; i < record->store_count; i++) {
		check_range(sums, record->stores[i].impressions);
		sums->stores = add(sums->stores, record->stores[i].impressions);
	}
	sum_named(sums, &record->regions, &sums->regions);
	sum_named(sums, &record->exclusions, &sums->exclusions);
	return sum_devices(sums, record);
}

static bool
balanced(const struct record *record, const struct sums *sums)
{
	int64_t total = record->total_impressions;

	return record->plays_received == add(total, sums->exclusions) &&
	       total == sums->hours && total == sums->regions &&
	       total == sums->stores && total == sums->devices &&
	       record->total_duration_seconds == sums->seconds &&
	       record->unique_devices == sums->unique_devices &&
	       record->unique_stores == sums->unique_stores;
}

/* Names the record the words are about. */
static int
refuse(const struct record *record, const char *words, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];

	return err_set(err, ERR_DATA, "record of campaign %s on %s %s",
	    uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date), words);
}

int
record_balance(const struct record *record, struct err *err)
{
	struct sums sums = {0};

	if (sum_parts(&sums, record) < 0)
		return err_memory(err);
	if (!sums.in_range)
		return refuse(record, "has a count out of range", err);
	if (!sums.in_order)
		return refuse(record, "has device rows out of order", err);
	if (balanced(record, &sums))
		return 0;
	refuse(record, "does not balance", err);
	return err_detail(err,
	    "received %" PRId64 ", impressions %" PRId64 ", excluded %" PRId64
	    "; hours %" PRId64 ", regions %" PRId64 ", stores %" PRId64
	    ", devices %" PRId64 "; seconds %" PRId64 ", of devices %" PRId64
	    "; unique devices %" PRId64 ", found %" PRId64
	    "; unique stores %" PRId64 ", found %" PRId64 ".",
	    record->plays_received, record->total_impressions, sums.exclusions,
	    sums.hours, sums.regions, sums.stores, sums.devices,
	    record->total_duration_seconds, sums.seconds,
	    record->unique_devices, sums.unique_devices, record->unique_stores,
	    sums.unique_stores);
}

int
record_hash_devices(
    const struct record *record, uint8_t digest[32], struct err *err)
{
	struct hash hash;
	int result = 0;

	if (hash_init(&hash, err) < 0)
		return -1;
	for (size_t i = 0; i < record->device_count && result == 0; i++) {
		const struct device_count *row = &record->devices[i];
		char device[UUID_TEXT_SIZE], store[UUID_TEXT_SIZE] = "-";
		char line[2 * UUID_TEXT_SIZE + 48];
		int length;

		uuid_format(&row->device_id, device);
		if (row->has_store)
			uuid_format(&row->store_id, store);
		length = snprintf(line, sizeof(line),
		    "%s %s %" PRId64 " %" PRId64 "\n", device, store,
		    row->impressions, row->duration_seconds);
		result = hash_update(&hash, line, (size_t)length, err);
	}
	if (result == 0)
		result = hash_final(&hash, digest, err);
	hash_release(&hash);
	return result;
}
