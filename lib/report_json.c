#include "lib/report_json.h"

#include "lib/json.h"

static void
write_named_counts(
    struct json *json, const char *key, const struct named_counts *counts)
{
	json_open_object(json, key);
	for (size_t i = 0; i < counts->count; i++)
		json_int(json, counts->items[i].name, counts->items[i].count);
	json_close_object(json);
}

static void
write_hours(struct json *json, const int64_t hours[HOURS_PER_DAY])
{
	json_open_object(json, "hourly_breakdown");
	for (unsigned hour = 0; hour < HOURS_PER_DAY; hour++) {
		char key[3] = {
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '\0'};

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
write_geography(struct json *json, const struct report *report)
{
	json_open_object(json, "geographic_breakdown");
	write_named_counts(json, "regions", &report->regions);
	json_open_array(json, "stores");
	for (size_t i = 0; i < report->store_count; i++)
		write_store(json, &report->stores[i]);
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
	write_named_counts(json, "plays_excluded", &sums->exclusions);
}

static void
write_origin(struct json *json, const struct report_day *day)
{
	char text[INSTANT_TEXT_SIZE];

	write_uuid(json, "record_id", &day->record_id);
	json_text(
	    json, "created_at", instant_format(day->created_at, true, text));
	json_open_array(json, "corrections");
	json_close_array(json);
}

void
report_json_day(const struct report *report, struct buf *out)
{
	const struct report_day *day = &report->days[0];
	struct json json;

	json_init(&json, out);
	json_open_object(&json, NULL);
	write_uuid(&json, "campaign_id", &report->campaign_id);
	json_text(&json, "campaign_name", report->campaign_name);
	write_date(&json, "date", day->date);
	json_text(&json, "state", day_state_name(day->state));
	json_text(&json, "counting_unit", "ad_play");
	json_text(&json, "time_zone", day->time_zone);
	write_totals(&json, &day->sums);
	write_hours(&json, day->sums.hours);
	write_geography(&json, report);
	write_received(&json, &day->sums);
	write_origin(&json, day);
	json_close_object(&json);
	buf_puts(out, "\n");
}
