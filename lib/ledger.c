#include "lib/ledger.h"

#include <stdlib.h>
#include <string.h>

static const char UNASSIGNED[] = "unassigned";
static const char UNKNOWN[] = "unknown";

#define PER_DEVICE 80 /* bytes: two pointers to sort, a store in a map */

/* What making one record after another needs. */
struct maker {
	const struct rollup *rollup;
	const struct map *stores;
	uint32_t *first;   /* campaign index -> its first group in `groups` */
	uint32_t *groups;  /* group indices, campaign by campaign */
	int64_t *counts;   /* store index plus one -> impressions, else 0 */
	uint32_t *touched; /* store indices plus one with a count */
	struct record **record_of; /* campaign index -> its record, or NULL */
	struct memory memory;
};

static void
maker_release(struct maker *maker)
{
	free(maker->first);
	free(maker->groups);
	free(maker->counts);
	free(maker->touched);
	free(maker->record_of);
	memory_give(&maker->memory);
}

/* Counting sort of the groups by campaign. */
static void
sort_groups(struct maker *maker)
{
	const struct rollup *rollup = maker->rollup;
	uint32_t campaigns = rollup->campaigns.count;
	const struct rollup_group *group;

	for (uint32_t i = 0; i < rollup->groups.count; i++) {
		group = map_at(&rollup->groups, i);
		maker->first[group->key.campaign + 1]++;
	}
	for (uint32_t c = 0; c < campaigns; c++)
		maker->first[c + 1] += maker->first[c];
	for (uint32_t i = rollup->groups.count; i-- > 0;) {
		group = map_at(&rollup->groups, i);
		maker->groups[--maker->first[group->key.campaign + 1]] = i;
	}
	/* Each entry now holds the start of the campaign before it. */
	memmove(
	    maker->first, maker->first + 1, campaigns * sizeof(*maker->first));
	maker->first[campaigns] = rollup->groups.count;
}

/* What sorting and checking the devices of one campaign takes for a while. */
static size_t
largest_campaign(const struct maker *maker)
{
	uint32_t largest = 0;

	for (uint32_t c = 0; c < maker->rollup->campaigns.count; c++) {
		uint32_t count = maker->first[c + 1] - maker->first[c];

		if (count > largest)
			largest = count;
	}
	return (size_t)largest * PER_DEVICE;
}

static int
allocate(struct maker *maker, struct err *err)
{
	const struct rollup *rollup = maker->rollup;
	size_t campaigns = (size_t)rollup->campaigns.count + 2;
	size_t groups = (size_t)rollup->groups.count + 1;
	size_t places = (size_t)rollup->stores.count + 1;
	size_t bytes =
	    campaigns * (sizeof(*maker->first) + sizeof(void *)) +
	    groups * sizeof(*maker->groups) +
	    places * (sizeof(*maker->counts) + sizeof(*maker->touched));

	if (memory_take(&maker->memory, bytes, err) != 0)
		return -1;
	maker->first = calloc(campaigns, sizeof(*maker->first));
	maker->groups = calloc(groups, sizeof(*maker->groups));
	maker->counts = calloc(places, sizeof(*maker->counts));
	maker->touched = calloc(places, sizeof(*maker->touched));
	maker->record_of = calloc(campaigns, sizeof(void *));
	if (maker->first && maker->groups && maker->counts && maker->touched &&
	    maker->record_of)
		return 0;
	return err_memory(err);
}

static int
maker_init(struct maker *maker, const struct rollup *rollup,
    const struct map *stores, struct err *err)
{
	memset(maker, 0, sizeof(*maker));
	maker->memory.budget = rollup->groups.budget;
	maker->rollup = rollup;
	maker->stores = stores;
	if (allocate(maker, err) != 0)
		return -1;
	sort_groups(maker);
	return memory_take(&maker->memory, largest_campaign(maker), err);
}

static int
compare_devices(const void *a, const void *b)
{
	return device_count_compare(a, b);
}

static int
compare_stores(const void *a, const void *b)
{
	return store_count_compare(a, b);
}

/* The device rows of a campaign, in order, and the sums over them. */
static int
add_devices(const struct maker *maker, uint32_t campaign, struct record *record)
{
	const struct rollup *rollup = maker->rollup;
	uint32_t first = maker->first[campaign];
	size_t count = maker->first[campaign + 1] - first;

	if (count == 0)
		return 0;
	record->devices = calloc(count, sizeof(*record->devices));
	if (!record->devices)
		return -1;
	record->device_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct rollup_group *group =
		    map_at(&rollup->groups, maker->groups[first + i]);
		struct device_count *device = &record->devices[i];

		memcpy(&device->device_id,
		    map_at(&rollup->devices, group->key.device),
		    sizeof(device->device_id));
		device->has_store = group->key.store != ROLLUP_NO_STORE;
		if (device->has_store)
			memcpy(&device->store_id,
			    map_at(&rollup->stores, group->key.store - 1),
			    sizeof(device->store_id));
		device->impressions = group->impressions;
		device->duration_seconds = group->duration_seconds;
		record->total_impressions += group->impressions;
		record->total_duration_seconds += group->duration_seconds;
	}
	qsort(
	    record->devices, count, sizeof(*record->devices), compare_devices);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || uuid_compare(&record->devices[i].device_id,
				  &record->devices[i - 1].device_id) != 0)
			record->unique_devices++;
	}
	return 0;
}

/* Freezes a store's name and region as they are now. */
static int
describe_store(
    const struct maker *maker, uint32_t place, struct store_count *to)
{
	const struct store *store = NULL;
	const char *name = UNASSIGNED, *region = UNASSIGNED;

	to->has_id = place != ROLLUP_NO_STORE;
	if (to->has_id) {
		memcpy(&to->store_id, map_at(&maker->rollup->stores, place - 1),
		    sizeof(to->store_id));
		store = map_get(maker->stores, &to->store_id);
		name = store ? store->name : UNKNOWN;
		if (store && store->region)
			region = store->region;
	}
	to->name = strdup(name);
	to->region = strdup(region);
	return to->name && to->region ? 0 : -1;
}

/* Stores and regions of a campaign. */
static int
add_stores(struct maker *maker, uint32_t campaign, struct record *record)
{
	const struct map *groups = &maker->rollup->groups;
	size_t count = 0;

	for (uint32_t i = maker->first[campaign];
	     i < maker->first[campaign + 1]; i++) {
		const struct rollup_group *group =
		    map_at(groups, maker->groups[i]);

		if (maker->counts[group->key.store] == 0)
			maker->touched[count++] = group->key.store;
		maker->counts[group->key.store] += group->impressions;
	}
	if (count == 0)
		return 0;
	record->stores = calloc(count, sizeof(*record->stores));
	if (!record->stores)
		return -1;
	record->store_count = count;
	for (size_t i = 0; i < count; i++) {
		struct store_count *store = &record->stores[i];
		uint32_t place = maker->touched[i];

		store->impressions = maker->counts[place];
		maker->counts[place] = 0;
		if (place != ROLLUP_NO_STORE)
			record->unique_stores++;
		if (describe_store(maker, place, store) != 0 ||
		    named_counts_add(&record->regions, store->region,
			store->impressions) != 0)
			return -1;
	}
	qsort(record->stores, count, sizeof(*record->stores), compare_stores);
	return 0;
}

/* The exclusions of all campaigns, each to its record. */
static int
add_exclusions(const struct maker *maker)
{
	const struct rollup *rollup = maker->rollup;

	for (uint32_t i = 0; i < rollup->exclusions.count; i++) {
		const struct rollup_exclusion *exclusion =
		    map_at(&rollup->exclusions, i);
		const struct rollup_reason *reason =
		    map_at(&rollup->reasons, exclusion->key.reason);
		struct record *record =
		    maker->record_of[exclusion->key.campaign];

		if (record && named_counts_add(&record->exclusions,
				  reason->text, exclusion->count) != 0)
			return -1;
	}
	return 0;
}

/* What a record has without a single play. */
static int
start_record(struct record *record, const struct campaign *campaign,
    const struct rollup *rollup)
{
	const struct day *day = rollup->day;

	record->campaign_id = campaign->id;
	record->has_advertiser = campaign->has_advertiser;
	record->advertiser_id = campaign->advertiser_id;
	record->campaign_name = strdup(campaign->name);
	record->date = day->date;
	record->time_zone = strdup(day->time_zone);
	record->day_start = day->start;
	record->day_end = day->end;
	record->policy_id = rollup->policy->id;
	record->outside_flight = !campaign->in_flight;
	return record->campaign_name && record->time_zone ? 0 : -1;
}

static int
fill_record(
    struct maker *maker, const struct campaign *campaign, struct record *record)
{
	const struct map *played = &maker->rollup->campaigns;
	const struct rollup_campaign *counts = map_get(played, &campaign->id);
	uint32_t index;

	if (start_record(record, campaign, maker->rollup) != 0)
		return -1;
	if (!counts)
		return 0;
	index = map_index(played, counts);
	maker->record_of[index] = record;
	record->plays_received = counts->received;
	memcpy(record->hours, counts->hours, sizeof(record->hours));
	if (add_devices(maker, index, record) != 0)
		return -1;
	return add_stores(maker, index, record);
}

/* The record, charged to the ledger. */
static int
make_record(struct maker *maker, const struct campaign *campaign,
    struct ledger *ledger, struct record *record, struct err *err)
{
	size_t held;

	if (fill_record(maker, campaign, record) != 0)
		return err_memory(err);
	held = record_memory(record);
	if (held > ledger->largest)
		ledger->largest = held;
	return memory_take(&ledger->memory, held, err);
}

static int
add_day_exclusions(struct ledger *ledger, const struct named_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++) {
		if (named_counts_add(&ledger->exclusions, counts->items[i].name,
			counts->items[i].count) != 0)
			return -1;
	}
	return 0;
}

/* A device cannot show more seconds than the day has: look at its clock. */
static int
find_overfull_devices(
    struct ledger *ledger, const struct rollup *rollup, struct err *err)
{
	const int64_t day_seconds =
	    (rollup->day->end - rollup->day->start) / INSTANT_SECOND;
	const size_t devices = (size_t)rollup->devices.count + 1;
	struct memory memory = {rollup->devices.budget, 0};
	int64_t worst = 0;
	int64_t *seconds;

	if (memory_take(&memory, devices * sizeof(*seconds), err) != 0)
		return -1;
	seconds = calloc(devices, sizeof(*seconds));
	if (!seconds)
		return err_memory(err);
	for (uint32_t i = 0; i < rollup->groups.count; i++) {
		const struct rollup_group *group = map_at(&rollup->groups, i);

		seconds[group->key.device] += group->duration_seconds;
	}
	for (uint32_t i = 0; i < rollup->devices.count; i++) {
		if (seconds[i] <= day_seconds)
			continue;
		ledger->overfull_devices++;
		if (seconds[i] <= worst)
			continue;
		worst = seconds[i];
		memcpy(&ledger->overfull_device, map_at(&rollup->devices, i),
		    sizeof(ledger->overfull_device));
	}
	free(seconds);
	memory_give(&memory);
	return 0;
}

static void
count_orphans(struct ledger *ledger, const struct rollup *rollup,
    struct record *const *record_of)
{
	int64_t most = 0;

	for (uint32_t i = 0; i < rollup->campaigns.count; i++) {
		const struct rollup_campaign *campaign =
		    map_at(&rollup->campaigns, i);

		if (record_of[i])
			continue;
		ledger->orphans += campaign->received;
		if (campaign->received <= most)
			continue;
		most = campaign->received;
		ledger->orphan_campaign = campaign->id;
	}
}

/* Checks each record's books and the day's, and takes the sums. */
static int
close_books(struct ledger *ledger, const struct rollup *rollup,
    struct record **record_of, struct err *err)
{
	for (size_t i = 0; i < ledger->count; i++) {
		struct record *record = &ledger->records[i];

		if (record_hash_devices(record, record->devices_sha256, err) !=
			0 ||
		    record_balance(record, err) != 0)
			return -1;
		ledger->counted += record->total_impressions;
		ledger->excluded += named_counts_total(&record->exclusions);
		if (add_day_exclusions(ledger, &record->exclusions) != 0)
			return err_memory(err);
	}
	ledger->plays_read = rollup->plays_read;
	count_orphans(ledger, rollup, record_of);
	if (ledger->plays_read !=
	    ledger->counted + ledger->excluded + ledger->orphans)
		return err_set(err, ERR_INTERNAL,
		    "the day's books do not balance: %lld plays read, %lld "
		    "counted, %lld excluded, %lld without a campaign",
		    (long long)ledger->plays_read, (long long)ledger->counted,
		    (long long)ledger->excluded, (long long)ledger->orphans);
	return 0;
}

/* Room for the records, their devices and their exclusions. */
static int
start_ledger(struct ledger *ledger, const struct rollup *rollup, size_t count,
    struct err *err)
{
	const size_t bytes =
	    (count + 1) * sizeof(*ledger->records) +
	    rollup->groups.count * sizeof(struct device_count) +
	    rollup->exclusions.count *
		(sizeof(struct named_count) + 2 * memory_of(1));

	ledger->memory.budget = rollup->groups.budget;
	if (memory_take(&ledger->memory, bytes, err) != 0)
		return -1;
	ledger->records = calloc(count + 1, sizeof(*ledger->records));
	if (!ledger->records)
		return err_memory(err);
	ledger->count = count;
	return 0;
}

static int
make_records(struct ledger *ledger, struct maker *maker,
    const struct campaigns *campaigns, struct err *err)
{
	for (size_t i = 0; i < campaigns->count; i++) {
		if (make_record(maker, &campaigns->items[i], ledger,
			&ledger->records[i], err) != 0)
			return -1;
	}
	if (add_exclusions(maker) != 0)
		return err_memory(err);
	if (find_overfull_devices(ledger, maker->rollup, err) != 0)
		return -1;
	return close_books(ledger, maker->rollup, maker->record_of, err);
}

int
ledger_make(struct ledger *ledger, const struct rollup *rollup,
    const struct campaigns *campaigns, const struct map *stores,
    struct err *err)
{
	struct maker maker;
	int rc = -1;

	memset(ledger, 0, sizeof(*ledger));
	if (maker_init(&maker, rollup, stores, err) == 0 &&
	    start_ledger(ledger, rollup, campaigns->count, err) == 0)
		rc = make_records(ledger, &maker, campaigns, err);
	maker_release(&maker);
	if (rc != 0)
		ledger_release(ledger);
	return rc;
}

void
ledger_release(struct ledger *ledger)
{
	for (size_t i = 0; ledger->records && i < ledger->count; i++)
		record_release(&ledger->records[i]);
	free(ledger->records);
	named_counts_release(&ledger->exclusions);
	memory_give(&ledger->memory);
	memset(ledger, 0, sizeof(*ledger));
}

void
campaigns_release(struct campaigns *campaigns)
{
	for (size_t i = 0; i < campaigns->count; i++)
		free(campaigns->items[i].name);
	free(campaigns->items);
	memory_give(&campaigns->memory);
	memset(campaigns, 0, sizeof(*campaigns));
}

void
stores_release(struct map *stores)
{
	for (uint32_t i = 0; i < stores->count; i++) {
		struct store *store = map_at(stores, i);

		map_budget_give(
		    stores->budget, memory_of_text(store->name) +
					memory_of_text(store->region));
		free(store->name);
		free(store->region);
	}
	map_release(stores);
}
