#include "lib/report.h"

#include <stdlib.h>
#include <string.h>

/* An entry of store_index: where a store stands in report->stores. */
struct store_place {
	struct uuid id;
	uint64_t has_id; /* as wide as it is to leave no padding */
	size_t at;
};

#define STORE_KEY_SIZE offsetof(struct store_place, at)

int
report_init(struct report *report, const struct uuid *campaign_id,
    struct date from, struct date to, struct err *err)
{
	size_t count = (size_t)(to.days - from.days) + 1;

	memset(report, 0, sizeof(*report));
	report->campaign_id = *campaign_id;
	map_init(&report->store_index, STORE_KEY_SIZE,
	    sizeof(struct store_place), NULL);
	report->days = calloc(count, sizeof(*report->days));
	if (!report->days)
		return err_memory(err);
	report->day_count = count;
	for (size_t i = 0; i < count; i++)
		report->days[i].date = date_add_days(from, (int32_t)i);
	return 0;
}

static void
day_release(struct report_day *day)
{
	for (size_t i = 0; i < day->correction_count; i++) {
		free(day->corrections[i].reason);
		free(day->corrections[i].note);
		measures_release(&day->corrections[i].difference);
	}
	free(day->corrections);
	if (day->original)
		measures_release(&day->original->measures);
	free(day->original);
	free(day->time_zone);
	named_counts_release(&day->sums.exclusions);
}

void
report_release(struct report *report)
{
	for (size_t i = 0; i < report->day_count; i++)
		day_release(&report->days[i]);
	for (size_t i = 0; i < report->store_count; i++) {
		free(report->stores[i].name);
		free(report->stores[i].region);
	}
	free(report->days);
	free(report->stores);
	free(report->campaign_name);
	free(report->time_zone);
	map_release(&report->store_index);
	named_counts_release(&report->total.exclusions);
	named_counts_release(&report->regions);
	memset(report, 0, sizeof(*report));
}

static int
replace_text(char **text, const char *with, struct err *err)
{
	char *copy = strdup(with);

	if (!copy)
		return err_memory(err);
	free(*text);
	*text = copy;
	return 0;
}

int
report_set_names(struct report *report, const char *campaign_name,
    const char *time_zone, struct err *err)
{
	if (replace_text(&report->campaign_name, campaign_name, err) != 0)
		return -1;
	return replace_text(&report->time_zone, time_zone, err);
}

static int
add_named_counts(
    struct named_counts *to, const struct named_counts *from, struct err *err)
{
	for (size_t i = 0; i < from->count; i++) {
		if (named_counts_add(
			to, from->items[i].name, from->items[i].count) != 0)
			return err_memory(err);
	}
	return 0;
}

/* Uniques are not additive: those of the range come with report_finish. */
static int
add_sums(struct report_sums *sums, const struct record *record, struct err *err)
{
	sums->total_impressions += record->total_impressions;
	sums->total_duration_seconds += record->total_duration_seconds;
	sums->plays_received += record->plays_received;
	for (int hour = 0; hour < HOURS_PER_DAY; hour++)
		sums->hours[hour] += record->hours[hour];
	return add_named_counts(&sums->exclusions, &record->exclusions, err);
}

/* A place at the end of report->stores, or NULL. */
static struct store_count *
append_store(struct report *report)
{
	size_t capacity =
	    report->store_capacity ? report->store_capacity * 2 : 64;
	struct store_count *stores = report->stores;

	if (report->store_count == report->store_capacity) {
		stores = realloc(stores, capacity * sizeof(*stores));
		if (!stores)
			return NULL;
		report->stores = stores;
		report->store_capacity = capacity;
	}
	memset(&stores[report->store_count], 0, sizeof(*stores));
	return &stores[report->store_count++];
}

static struct store_count *
find_store(struct report *report, const struct store_count *like)
{
	struct store_place key = {0}, *place;
	struct store_count *store;
	bool added;

	key.has_id = like->has_id;
	if (like->has_id)
		key.id = like->store_id;
	place = map_put(&report->store_index, &key, &added);
	if (!place)
		return NULL;
	if (!added)
		return &report->stores[place->at];
	place->at = report->store_count;
	store = append_store(report);
	if (!store)
		return NULL;
	store->has_id = like->has_id;
	store->store_id = key.id;
	return store;
}

/* A renamed store shows the name of the newest day. */
static int
add_store(
    struct report *report, const struct store_count *from, struct err *err)
{
	struct store_count *store = find_store(report, from);

	if (!store)
		return err_memory(err);
	store->impressions += from->impressions;
	if ((!store->name || strcmp(store->name, from->name) != 0) &&
	    replace_text(&store->name, from->name, err) != 0)
		return -1;
	if (store->region && strcmp(store->region, from->region) == 0)
		return 0;
	return replace_text(&store->region, from->region, err);
}

static int
add_to_day(struct report_day *day, const struct record *record, struct err *err)
{
	day->state = DAY_SEALED;
	day->missing = false;
	day->record_id = record->id;
	day->created_at = record->created_at;
	day->sums.unique_devices = record->unique_devices;
	day->sums.unique_stores = record->unique_stores;
	if (replace_text(&day->time_zone, record->time_zone, err) != 0)
		return -1;
	return add_sums(&day->sums, record, err);
}

/* Adds what holds of its date. */
static int
add_effective(struct report *report, struct report_day *day,
    const struct record *record, struct err *err)
{
	if (add_to_day(day, record, err) != 0 ||
	    add_sums(&report->total, record, err) != 0 ||
	    add_named_counts(&report->regions, &record->regions, err) != 0 ||
	    report_set_names(
		report, record->campaign_name, record->time_zone, err) != 0)
		return -1;
	for (size_t i = 0; i < record->store_count; i++) {
		if (add_store(report, &record->stores[i], err) != 0)
			return -1;
	}
	report->record_count++;
	return 0;
}

static int
add_correction(struct report_day *day, const struct record *record,
    const struct report_revision *revision, struct err *err)
{
	struct report_correction *corrections = realloc(day->corrections,
	    (day->correction_count + 1) * sizeof(*corrections));
	struct report_correction *added;

	if (!corrections)
		return err_memory(err);
	day->corrections = corrections;
	added = &corrections[day->correction_count++];
	*added = (struct report_correction){.revision = revision->number,
	    .record_id = record->id,
	    .made_at = record->created_at,
	    .reason = strdup(revision->reason),
	    .note = strdup(revision->note)};
	if (!added->reason || !added->note)
		return err_memory(err);
	day->state = DAY_CORRECTED;
	return measures_add(&added->difference, record, 1, err);
}

static int
compare_stores(const void *a, const void *b)
{
	return store_count_compare(a, b);
}

static void
sort_stores(struct store_count *stores, size_t count)
{
	if (count > 0)
		qsort(stores, count, sizeof(*stores), compare_stores);
}

static int
add_original(
    struct report_day *day, const struct record *record, struct err *err)
{
	day->original = calloc(1, sizeof(*day->original));
	if (!day->original)
		return err_memory(err);
	day->original->record_id = record->id;
	day->original->created_at = record->created_at;
	if (measures_add(&day->original->measures, record, 1, err) != 0)
		return -1;
	sort_stores(day->original->measures.stores,
	    day->original->measures.store_count);
	return 0;
}

/* Whether a revision may come next: any one first, then counting down. */
static bool
is_next(const struct report_day *day, int64_t revision)
{
	if (!day_has_record(day))
		return revision >= 0;
	return day->correction_count > 0 && revision >= 0 &&
	       day->corrections[day->correction_count - 1].revision ==
		   revision + 1;
}

int
report_add(struct report *report, const struct record *record,
    const struct report_revision *revision, struct err *err)
{
	struct report_day *day = report_find_day(report, record->date);
	char date[DATE_TEXT_SIZE];
	bool first;

	if (!day || !is_next(day, revision ? revision->number : 0))
		return err_set(err, ERR_DATA, "unexpected record of %s",
		    date_format(record->date, date));
	first = !day_has_record(day);
	if (first && add_effective(report, day, record, err) != 0)
		return -1;
	if (!first &&
	    measures_add(
		&day->corrections[day->correction_count - 1].difference, record,
		-1, err) != 0)
		return -1;
	if (record->created_at > report->changed_at)
		report->changed_at = record->created_at;
	if (revision)
		return add_correction(day, record, revision, err);
	return first ? 0 : add_original(day, record, err);
}

struct report_day *
report_find_day(struct report *report, struct date date)
{
	int32_t at = date.days - report->days[0].date.days;

	if (at < 0 || (size_t)at >= report->day_count)
		return NULL;
	return &report->days[at];
}

bool
day_has_record(const struct report_day *day)
{
	return day->state == DAY_SEALED || day->state == DAY_CORRECTED;
}

static bool
in_flight(const struct flight *flight, struct date date)
{
	if (!flight->known)
		return true;
	return date_compare(date, flight->starts_on) >= 0 &&
	       (!flight->has_end || date_compare(date, flight->ends_on) <= 0);
}

enum day_state
flight_judge(const struct flight *flight, struct date date)
{
	if (date_compare(date, flight->today) > 0)
		return DAY_FUTURE;
	return in_flight(flight, date) ? DAY_NOT_AGGREGATED
				       : DAY_OUTSIDE_FLIGHT;
}

void
report_set_flight(struct report *report, const struct flight *flight)
{
	for (size_t i = 0; i < report->day_count; i++) {
		struct report_day *day = &report->days[i];

		day->missing = in_flight(flight, day->date);
		day->state = flight_judge(flight, day->date);
	}
}

void
report_finish(
    struct report *report, int64_t unique_devices, int64_t unique_stores)
{
	report->complete = true;
	for (size_t i = 0; i < report->day_count; i++) {
		if (report->days[i].missing)
			report->complete = false;
	}
	report->total.unique_devices = unique_devices;
	report->total.unique_stores = unique_stores;
	sort_stores(report->stores, report->store_count);
}

const char *
day_state_name(enum day_state state)
{
	switch (state) {
	case DAY_OUTSIDE_FLIGHT:
		return "outside_flight";
	case DAY_FUTURE:
		return "future";
	case DAY_SEALED:
		return "sealed";
	case DAY_CORRECTED:
		return "corrected";
	case DAY_NOT_AGGREGATED:
		break;
	}
	return "not_aggregated";
}
