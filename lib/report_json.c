#include "lib/report_json.h"

#include <stddef.h>

#include "lib/breakdown.h"

/* All of them, or those that are not 0. */
static void
write_hours(struct json *json, const int64_t hours[HOURS_PER_DAY], bool all)
{
	json_open_object(json, "hourly_breakdown");
	for (unsigned hour = 0; hour < HOURS_PER_DAY; hour++) {
		char key[3] = {
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '\0'};

		if (all || hours[hour] != 0)
			json_int(json, key, hours[hour]);
	}
	json_close_object(json);
}

static void
write_uuid(struct json *json, const char *key, const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	json_text(json, key, uuid_format(uuid, text));
}

static void
write_date(struct json *json, const char *key, struct date date)
{
	char text[DATE_TEXT_SIZE];

	json_text(json, key, date_format(date, text));
}

static void
write_store(struct json *json, const struct store_count *store)
{
	json_open_object(json, NULL);
	if (store->has_id)
		write_uuid(json, "store_id", &store->store_id);
	else
		json_null(json, "store_id");
	json_text(json, "name", store->name);
	json_text(json, "region", store->region);
	json_int(json, "impressions", store->impressions);
	json_close_object(json);
}

static void
write_geography(struct json *json, const struct named_counts *regions,
    const struct store_count *stores, size_t store_count)
{
	json_open_object(json, "geographic_breakdown");
	breakdown_write_named(json, "regions", regions);
	json_open_array(json, "stores");
	for (size_t i = 0; i < store_count; i++)
		write_store(json, &stores[i]);
	json_close_array(json);
	json_close_object(json);
}

static void
write_totals(struct json *json, const struct report_sums *sums)
{
	json_int(json, "total_impressions", sums->total_impressions);
	json_int(json, "unique_devices", sums->unique_devices);
	json_int(json, "unique_stores", sums->unique_stores);
	json_int(json, "total_duration_seconds", sums->total_duration_seconds);
}

static void
write_received(struct json *json, const struct report_sums *sums)
{
	json_int(json, "plays_received", sums->plays_received);
	breakdown_write_named(json, "plays_excluded", &sums->exclusions);
}

static void
write_instant(struct json *json, const char *key, int64_t instant)
{
	char text[INSTANT_TEXT_SIZE];

	json_text(json, key, instant_format(instant, true, text));
}

/* The totals without hours and geography, which come in two forms. */
static void
write_measures(struct json *json, const struct measures *measures)
{
	json_int(json, "total_impressions", measures->total_impressions);
	json_int(json, "unique_devices", measures->unique_devices);
	json_int(json, "unique_stores", measures->unique_stores);
	json_int(
	    json, "total_duration_seconds", measures->total_duration_seconds);
}

static void
write_measured_places(struct json *json, const struct measures *measures)
{
	write_geography(
	    json, &measures->regions, measures->stores, measures->store_count);
	json_int(json, "plays_received", measures->plays_received);
	breakdown_write_named(json, "plays_excluded", &measures->exclusions);
}

static void
write_original(struct json *json, const struct report_original *original)
{
	if (!original) {
		json_null(json, "original");
		return;
	}
	json_open_object(json, "original");
	write_uuid(json, "record_id", &original->record_id);
	write_instant(json, "created_at", original->created_at);
	write_measures(json, &original->measures);
	write_hours(json, original->measures.hours, true);
	write_measured_places(json, &original->measures);
	json_close_object(json);
}

static void
write_correction(struct json *json, const struct report_correction *correction)
{
	json_open_object(json, NULL);
	json_int(json, "revision", correction->revision);
	write_uuid(json, "record_id", &correction->record_id);
	json_text(json, "reason", correction->reason);
	json_text(json, "note", correction->note);
	write_instant(json, "made_at", correction->made_at);
	json_open_object(json, "difference");
	write_measures(json, &correction->difference);
	write_hours(json, correction->difference.hours, false);
	write_measured_places(json, &correction->difference);
	json_close_object(json);
	json_close_object(json);
}

static void
write_origin(struct json *json, const struct report_day *day)
{
	write_uuid(json, "record_id", &day->record_id);
	write_instant(json, "created_at", day->created_at);
	if (day->state == DAY_CORRECTED)
		write_original(json, day->original);
	json_open_array(json, "corrections");
	for (size_t i = day->correction_count; i-- > 0;)
		write_correction(json, &day->corrections[i]);
	json_close_array(json);
}

static void
open_day(struct json *json, const struct report *report)
{
	const struct report_day *day = &report->days[0];

	write_date(json, "date", day->date);
	json_text(json, "state", day_state_name(day->state));
	json_text(json, "counting_unit", "ad_play");
	json_text(json, "time_zone", day->time_zone);
	write_totals(json, &day->sums);
	write_hours(json, day->sums.hours, true);
	write_geography(
	    json, &report->regions, report->stores, report->store_count);
	write_received(json, &day->sums);
	write_origin(json, day);
}

static void
write_range_day(struct json *json, const struct report_day *day)
{
	json_open_object(json, NULL);
	write_date(json, "date", day->date);
	json_text(json, "state", day_state_name(day->state));
	if (day_has_record(day)) {
		json_text(json, "time_zone", day->time_zone);
		write_totals(json, &day->sums);
		write_hours(json, day->sums.hours, true);
		write_received(json, &day->sums);
		write_origin(json, day);
	}
	json_close_object(json);
}

static void
open_range(struct json *json, const struct report *report)
{
	const struct report_day *last = &report->days[report->day_count - 1];

	write_date(json, "from", report->days[0].date);
	write_date(json, "to", last->date);
	json_bool(json, "complete", report->complete);
	json_text(json, "counting_unit", "ad_play");
	json_text(json, "time_zone", report->time_zone);
	write_totals(json, &report->total);
	write_hours(json, report->total.hours, true);
	write_geography(
	    json, &report->regions, report->stores, report->store_count);
	write_received(json, &report->total);
	json_open_array(json, "days");
	for (size_t i = 0; i < report->day_count; i++)
		write_range_day(json, &report->days[i]);
	json_close_array(json);
}

void
report_json_open(const struct report *report, bool range, struct json *json)
{
	json_open_object(json, NULL);
	write_uuid(json, "campaign_id", &report->campaign_id);
	json_text(json, "campaign_name", report->campaign_name);
	if (range)
		open_range(json, report);
	else
		open_day(json, report);
}

void
report_json_close(struct json *json)
{
	json_close_object(json);
	buf_puts(json->out, "\n");
}

void
report_json_open_devices(struct json *json)
{
	json_open_array(json, "devices");
}

void
report_json_device(struct json *json, const struct date *date,
    const struct device_count *device)
{
	json_open_object(json, NULL);
	if (date)
		write_date(json, "date", *date);
	write_uuid(json, "device_id", &device->device_id);
	if (device->has_store)
		write_uuid(json, "store_id", &device->store_id);
	else
		json_null(json, "store_id");
	json_int(json, "impressions", device->impressions);
	json_int(json, "duration_seconds", device->duration_seconds);
	json_close_object(json);
}

void
report_json_close_devices(struct json *json)
{
	json_close_array(json);
}
