/* lib/report, report_json, json: records added up, and what is missing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/report_json.h"
#include "tests/unit/unit.h"

static struct date
date(const char *text)
{
	struct date parsed;

	ck_assert_int_eq(date_parse(text, &parsed), 0);
	return parsed;
}

/* A record of `count` plays in one hour and one store. */
static void
make_record(struct record *record, const char *day, uint8_t store,
    const char *store_name, int64_t count)
{
	memset(record, 0, sizeof(*record));
	record->date = date(day);
	record->campaign_name = strdup("Spring");
	record->time_zone = strdup("UTC");
	record->total_impressions = count;
	record->total_duration_seconds = 10 * count;
	record->plays_received = count + 1;
	record->unique_devices = record->unique_stores = 1;
	record->hours[7] = count;
	record->created_at = INT64_C(1000000) * record->date.days;
	ck_assert_int_eq(named_counts_add(&record->regions, "East", count), 0);
	ck_assert_int_eq(named_counts_add(&record->exclusions, "x", 1), 0);
	record->stores = calloc(1, sizeof(*record->stores));
	record->store_count = 1;
	record->stores[0].has_id = store != 0;
	record->stores[0].store_id.bytes[0] = store;
	record->stores[0].name = strdup(store_name);
	record->stores[0].region = strdup("East");
	record->stores[0].impressions = count;
}

static int
add(struct report *report, const char *day, uint8_t store,
    const char *store_name, int64_t count)
{
	struct record record;
	struct err err = {0};
	int rc;

	make_record(&record, day, store, store_name, count);
	rc = report_add(report, &record, NULL, &err);
	record_release(&record);
	return rc;
}

static void
begin(struct report *report, const char *from, const char *to)
{
	const struct uuid id = {{0xca}};
	struct err err;

	ck_assert_int_eq(
	    report_init(report, &id, date(from), date(to), &err), 0);
}

START_TEST(adds_up)
{
	struct flight flight = {.known = true,
	    .starts_on = date("2025-01-01"),
	    .today = date("2025-06-01")};
	struct report report;

	begin(&report, "2025-01-01", "2025-01-03");
	report_set_flight(&report, &flight);
	ck_assert_int_eq(add(&report, "2025-01-01", 2, "Old", 5), 0);
	ck_assert_int_eq(add(&report, "2025-01-02", 0, "unassigned", 9), 0);
	ck_assert_int_eq(add(&report, "2025-01-03", 2, "New", 6), 0);
	report_finish(&report, 2, 1);
	ck_assert(report.complete);
	ck_assert_uint_eq(report.record_count, 3);
	ck_assert_int_eq(report.total.total_impressions, 20);
	ck_assert_int_eq(report.total.total_duration_seconds, 200);
	ck_assert_int_eq(report.total.hours[7], 20);
	ck_assert_int_eq(report.total.plays_received, 23);
	ck_assert_int_eq(report.total.exclusions.items[0].count, 3);
	ck_assert_int_eq(report.total.unique_devices, 2);
	ck_assert_int_eq(report.regions.items[0].count, 20);
	ck_assert_uint_eq(report.store_count, 2);
	ck_assert_int_eq(report.stores[0].impressions, 11);
	ck_assert_str_eq(report.stores[0].name, "New");
	ck_assert(!report.stores[1].has_id);
	ck_assert_int_eq(
	    report.changed_at, INT64_C(1000000) * date("2025-01-03").days);
	report_release(&report);
}
END_TEST

START_TEST(refuses_foreign_and_second_records)
{
	struct report report;

	begin(&report, "2025-01-01", "2025-01-02");
	ck_assert_int_eq(add(&report, "2024-12-31", 1, "a", 1), -1);
	ck_assert_int_eq(add(&report, "2025-01-03", 1, "a", 1), -1);
	ck_assert_int_eq(add(&report, "2025-01-02", 1, "a", 1), 0);
	ck_assert_int_eq(add(&report, "2025-01-02", 1, "a", 1), -1);
	report_release(&report);
}
END_TEST

/* Flight 2 to 5, today 4, a record on 3. */
static void
check_states(bool known, bool has_end, const char *expected, bool complete)
{
	struct flight flight = {.known = known,
	    .starts_on = date("2025-01-02"),
	    .has_end = has_end,
	    .ends_on = date("2025-01-05"),
	    .today = date("2025-01-04")};
	struct report report;
	char states[8] = "";

	begin(&report, "2025-01-01", "2025-01-06");
	report_set_flight(&report, &flight);
	ck_assert_int_eq(add(&report, "2025-01-03", 1, "a", 1), 0);
	report_finish(&report, 1, 1);
	for (size_t i = 0; i < report.day_count; i++)
		states[i] = day_state_name(report.days[i].state)[0];
	ck_assert_str_eq(states, expected);
	ck_assert_int_eq(report.complete, complete);
	report_release(&report);
}

START_TEST(every_date_has_a_state)
{
	check_states(true, true, "onsnff", false);
	check_states(true, false, "onsnff", false);
	check_states(false, false, "nnsnff", false);
}
END_TEST

START_TEST(complete_when_nothing_is_missing)
{
	struct flight flight = {.known = true,
	    .starts_on = date("2025-01-02"),
	    .has_end = true,
	    .ends_on = date("2025-01-02"),
	    .today = date("2025-01-04")};
	struct report report;

	begin(&report, "2025-01-01", "2025-01-06");
	report_set_flight(&report, &flight);
	ck_assert_int_eq(add(&report, "2025-01-02", 1, "a", 1), 0);
	report_finish(&report, 1, 1);
	ck_assert(report.complete);
	report_release(&report);

	/* A date to come in flight is still missing. */
	begin(&report, "2025-01-02", "2025-01-05");
	flight.ends_on = date("2025-01-05");
	report_set_flight(&report, &flight);
	ck_assert_int_eq(add(&report, "2025-01-02", 1, "a", 1), 0);
	ck_assert_int_eq(add(&report, "2025-01-03", 1, "a", 1), 0);
	ck_assert_int_eq(add(&report, "2025-01-04", 1, "a", 1), 0);
	report_finish(&report, 1, 1);
	ck_assert(!report.complete);
	report_release(&report);
}
END_TEST

static int
add_revision(struct report *report, int64_t revision, uint8_t store,
    int64_t count, const char *exclusion)
{
	const struct report_revision restated = {
	    revision, "late_plays", "offline"};
	struct record record;
	struct err err = {0};
	int rc;

	make_record(&record, "2025-01-02", store, "a", count);
	record.id.bytes[0] = (uint8_t)(revision + 1);
	ck_assert_int_eq(named_counts_add(&record.exclusions, exclusion, 1), 0);
	rc = report_add(report, &record, revision ? &restated : NULL, &err);
	record_release(&record);
	return rc;
}

START_TEST(the_newest_revision_holds)
{
	const struct measures *difference;
	const struct report_day *day;
	struct report report;

	begin(&report, "2025-01-01", "2025-01-03");
	ck_assert_int_eq(add_revision(&report, 2, 3, 9, "y"), 0);
	ck_assert_int_eq(add_revision(&report, 1, 3, 7, "x"), 0);
	ck_assert_int_eq(add_revision(&report, 0, 2, 5, "x"), 0);
	report_finish(&report, 1, 1);
	ck_assert_int_eq(report.total.total_impressions, 9);
	ck_assert_uint_eq(report.record_count, 1);
	ck_assert_uint_eq(report.store_count, 1);
	day = &report.days[1];
	ck_assert_str_eq(day_state_name(day->state), "corrected");
	ck_assert_int_eq(day->sums.total_impressions, 9);
	ck_assert_int_eq(day->record_id.bytes[0], 3);
	ck_assert_int_eq(day->original->measures.total_impressions, 5);
	ck_assert_uint_eq(day->correction_count, 2);

	difference = &day->corrections[0].difference; /* 1 to 2 */
	ck_assert_int_eq(day->corrections[0].revision, 2);
	ck_assert_int_eq(difference->total_impressions, 2);
	ck_assert_int_eq(difference->hours[7], 2);
	ck_assert_int_eq(difference->unique_devices, 0);
	ck_assert_uint_eq(difference->store_count, 1);
	ck_assert_int_eq(difference->stores[0].impressions, 2);
	ck_assert_uint_eq(difference->exclusions.count, 2);
	ck_assert_str_eq(difference->exclusions.items[0].name, "x");
	ck_assert_int_eq(difference->exclusions.items[0].count, -1);
	ck_assert_int_eq(difference->exclusions.items[1].count, 1);

	difference = &day->corrections[1].difference; /* 0 to 1 */
	ck_assert_str_eq(day->corrections[1].note, "offline");
	ck_assert_uint_eq(difference->exclusions.count, 0);
	ck_assert_uint_eq(difference->regions.count, 1);
	ck_assert_int_eq(difference->regions.items[0].count, 2);
	ck_assert_uint_eq(difference->store_count, 2);
	ck_assert_int_eq(difference->stores[0].impressions, -5);
	ck_assert_int_eq(difference->stores[1].impressions, 7);
	report_release(&report);
}
END_TEST

START_TEST(a_correction_may_have_no_original)
{
	struct report report;

	begin(&report, "2025-01-01", "2025-01-03");
	ck_assert_int_eq(add_revision(&report, 1, 0, 4, "x"), 0);
	report_finish(&report, 1, 1);
	ck_assert_int_eq(report.days[1].state, DAY_CORRECTED);
	ck_assert(!report.days[1].original);
	ck_assert_int_eq(
	    report.days[1].corrections[0].difference.plays_received, 5);
	report_release(&report);
}
END_TEST

START_TEST(revisions_count_down_without_a_gap)
{
	static const int64_t wrong[][2] = {{2, 0}, {1, 2}, {1, 1}, {0, 0}};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct report report;

		begin(&report, "2025-01-01", "2025-01-03");
		ck_assert_int_eq(
		    add_revision(&report, wrong[i][0], 1, 1, "x"), 0);
		ck_assert_int_eq(
		    add_revision(&report, wrong[i][1], 1, 1, "x"), -1);
		report_release(&report);
	}
}
END_TEST

/* Sums, with and without a store, that cancel out leave nothing. */
START_TEST(measures_cancel_out)
{
	struct measures measures = {0};
	struct record record;
	struct err err = {0};

	make_record(&record, "2025-01-01", 0, "unassigned", 3);
	ck_assert_int_eq(measures_add(&measures, &record, 1, &err), 0);
	ck_assert_uint_eq(measures.store_count, 1);
	ck_assert(!measures.stores[0].has_id);
	ck_assert_int_eq(measures_add(&measures, &record, -1, &err), 0);
	ck_assert_uint_eq(measures.store_count, 0);
	ck_assert_uint_eq(measures.regions.count, 0);
	ck_assert_uint_eq(measures.exclusions.count, 0);
	ck_assert_int_eq(measures.total_impressions, 0);
	ck_assert_int_eq(measures.hours[7], 0);
	record_release(&record);
	measures_release(&measures);
}
END_TEST

START_TEST(merges_many_stores)
{
	struct record record;
	struct report report;
	struct err err;
	const size_t count = 200;

	make_record(&record, "2025-01-01", 0, "unassigned", 1);
	record.stores =
	    realloc(record.stores, (count + 1) * sizeof(*record.stores));
	for (size_t i = 1; i <= count; i++) {
		record.stores[i] = (struct store_count){.has_id = true,
		    .store_id = {{(uint8_t)i, 1}},
		    .name = strdup("s"),
		    .region = strdup("r"),
		    .impressions = (int64_t)i};
	}
	record.store_count = count + 1;
	begin(&report, "2025-01-01", "2025-01-02");
	ck_assert_int_eq(report_add(&report, &record, NULL, &err), 0);
	record.date = date("2025-01-02");
	ck_assert_int_eq(report_add(&report, &record, NULL, &err), 0);
	report_finish(&report, 1, 1);
	ck_assert_uint_eq(report.store_count, count + 1);
	ck_assert_int_eq(report.stores[0].impressions, 2 * (int64_t)count);
	ck_assert_int_eq(report.stores[count - 1].impressions, 2);
	record_release(&record);
	report_release(&report);
}
END_TEST

START_TEST(writes_json)
{
	struct buf out;
	struct json json;

	buf_init(&out, 1024);
	json_init(&json, &out);
	json_open_object(&json, NULL);
	json_text(&json, "a\"\\\b\t\n\f\r\x01\x1f\x7f\xc3\xa9", "");
	json_int(&json, "min", INT64_MIN);
	json_int(&json, "max", INT64_MAX);
	json_open_array(&json, "list");
	json_bool(&json, NULL, true);
	json_null(&json, NULL);
	json_open_object(&json, NULL);
	json_close_object(&json);
	json_open_array(&json, NULL);
	json_close_array(&json);
	json_close_array(&json);
	json_bool(&json, "end", false);
	json_close_object(&json);
	ck_assert_str_eq(out.data,
	    "{\"a\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\xc3\xa9\":\"\","
	    "\"min\":-9223372036854775808,\"max\":9223372036854775807,"
	    "\"list\":[true,null,{},[]],\"end\":false}");
	buf_release(&out);
}
END_TEST

START_TEST(tells_when_it_is_too_long)
{
	struct report report;
	struct json json;
	struct buf out;

	begin(&report, "2025-01-01", "2025-01-01");
	ck_assert_int_eq(add(&report, "2025-01-01", 1, "a", 1), 0);
	buf_init(&out, 100);
	json_init(&json, &out);
	report_json_open(&report, false, &json);
	report_json_close(&json);
	ck_assert(buf_failed(&out));
	buf_release(&out);
	report_release(&report);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("report", adds_up, refuses_foreign_and_second_records,
	    every_date_has_a_state, complete_when_nothing_is_missing,
	    the_newest_revision_holds, a_correction_may_have_no_original,
	    revisions_count_down_without_a_gap, measures_cancel_out,
	    merges_many_stores, writes_json, tells_when_it_is_too_long);
}
