/* lib/breakdown: exact both ways, and strict on the way in. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/breakdown.h"

#define STORE_A "11111111-1111-4111-8111-111111111111"
#define GEOGRAPHY                                                    \
	"{\"regions\":{\"East\":9007199254740991,\"unassigned\":0}," \
	"\"stores\":[{\"store_id\":\"" STORE_A "\","                 \
	"\"name\":\"Caf\xc3\xa9 \\\"1\\\"\",\"region\":\"East\","    \
	"\"impressions\":9007199254740991},"                         \
	"{\"store_id\":null,\"name\":\"unassigned\","                \
	"\"region\":\"unassigned\",\"impressions\":0}]}"
#define EMPTY_GEOGRAPHY "{\"regions\":{},\"stores\":[]}"

static char hours_text[512];

static void
make_hours(void)
{
	hours_text[0] = '\0';
	for (unsigned hour = 0; hour < 24; hour++) {
		size_t at = strlen(hours_text);

		snprintf(hours_text + at, sizeof(hours_text) - at,
		    "%s\"%02u\":%u", hour ? "," : "{", hour, hour * 1000);
	}
	strncat(hours_text, "}", 2);
}

static void
release(struct record *record)
{
	for (size_t i = 0; i < record->store_count; i++) {
		free(record->stores[i].name);
		free(record->stores[i].region);
	}
	for (size_t i = 0; i < record->regions.count; i++)
		free(record->regions.items[i].name);
	for (size_t i = 0; i < record->exclusions.count; i++)
		free(record->exclusions.items[i].name);
	free(record->stores);
	free(record->regions.items);
	free(record->exclusions.items);
}

START_TEST(survives_a_round_trip)
{
	struct record record = {0};
	struct err err = {0};
	char *text;

	ck_assert_int_eq(breakdown_parse(&record, hours_text, GEOGRAPHY,
			     "{\"duplicate\":3,\"a\":1}", &err),
	    0);
	ck_assert_int_eq(record.hours[23], 23000);
	ck_assert_int_eq(record.stores[0].impressions, RECORD_MAX_COUNT);
	ck_assert_str_eq(record.stores[0].name, "Caf\xc3\xa9 \"1\"");
	ck_assert(record.stores[0].has_id && !record.stores[1].has_id);
	text = breakdown_hours(&record);
	ck_assert_str_eq(text, hours_text);
	free(text);
	text = breakdown_geography(&record);
	ck_assert_str_eq(text, GEOGRAPHY);
	free(text);
	text = breakdown_exclusions(&record);
	ck_assert_str_eq(text, "{\"a\":1,\"duplicate\":3}");
	free(text);
	release(&record);
}
END_TEST

START_TEST(sorts_names_bytewise)
{
	struct record record = {0};
	struct err err = {0};

	ck_assert_int_eq(breakdown_parse(&record, hours_text, EMPTY_GEOGRAPHY,
			     "{\"b\":1,\"Z\":2,\"aa\":3}", &err),
	    0);
	ck_assert_str_eq(record.exclusions.items[0].name, "Z");
	ck_assert_str_eq(record.exclusions.items[1].name, "aa");
	ck_assert_str_eq(record.exclusions.items[2].name, "b");
	release(&record);
}
END_TEST

static const char *const bad_exclusions[] = {
    "",
    "null",
    "[]",
    "{",
    "{} x",
    "{\"a\":1.5}",
    "{\"a\":1e3}",
    "{\"a\":-1}",
    "{\"a\":-0}",
    "{\"a\":9007199254740992}",
    "{\"a\":9007199254740990.9}",
    "{\"a\":0.99999999999999999999}",
    "{\"a\":99999999999999999999}",
    "{\"a\":01}",
    "{\"a\":\"1\"}",
    "{\"a\":null}",
    "{\"a\":true}",
    "{\"a\":1,\"a\":1}",
    "{\"a\":1,\"b\":2,\"a\":3}",
};

START_TEST(refuses_malformed_counts)
{
	struct record record = {0};
	struct err err = {0};

	ck_assert_int_eq(breakdown_parse(&record, hours_text, EMPTY_GEOGRAPHY,
			     bad_exclusions[_i], &err),
	    -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_ptr_nonnull(strstr(err.message, "plays_excluded"));
	release(&record);
}
END_TEST

static const char *const bad_geography[] = {
    "{}",
    "{\"regions\":{}}",
    "{\"regions\":{},\"stores\":[],\"more\":1}",
    "{\"regions\":{},\"regions\":{},\"stores\":[]}",
    "{\"regions\":[],\"stores\":[]}",
    "{\"regions\":{},\"stores\":{}}",
    "{\"regions\":{},\"stores\":[1]}",
    "{\"regions\":{},\"stores\":[{\"store_id\":null,\"name\":\"n\","
    "\"region\":\"r\"}]}",
    "{\"regions\":{},\"stores\":[{\"store_id\":\"x\",\"name\":\"n\","
    "\"region\":\"r\",\"impressions\":1}]}",
    "{\"regions\":{},\"stores\":[{\"store_id\":null,\"name\":\"n\","
    "\"region\":\"r\",\"impressions\":1,\"foreign\":1}]}",
    "{\"regions\":{},\"stores\":[{\"store_id\":null,\"name\":\"n\","
    "\"name\":\"n\",\"region\":\"r\",\"impressions\":1}]}",
    "{\"regions\":{},\"stores\":[{\"store_id\":null,\"store_id\":null,"
    "\"name\":\"n\",\"region\":\"r\",\"impressions\":1}]}",
};

START_TEST(refuses_malformed_geography)
{
	struct record record = {0};
	struct err err = {0};

	ck_assert_int_eq(
	    breakdown_parse(&record, hours_text, bad_geography[_i], "{}", &err),
	    -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_ptr_nonnull(strstr(err.message, "geographic_breakdown"));
	release(&record);
}
END_TEST

/* One hour missing, foreign or twice. */
START_TEST(refuses_malformed_hours)
{
	static const char *const keys[] = {"24", "2", "0x", "000", "22", "-1"};
	struct record record = {0};
	struct err err = {0};
	char text[512];
	size_t at = (size_t)(strstr(hours_text, "\"23\"") - hours_text);

	snprintf(
	    text, sizeof(text), "%.*s\"%s\":1}", (int)at, hours_text, keys[_i]);
	ck_assert_int_eq(
	    breakdown_parse(&record, text, EMPTY_GEOGRAPHY, "{}", &err), -1);
	snprintf(text, sizeof(text), "%.*s}", (int)at - 1, hours_text);
	ck_assert_int_eq(
	    breakdown_parse(&record, text, EMPTY_GEOGRAPHY, "{}", &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "hourly_breakdown"));
	release(&record);
}
END_TEST

/* Digits, dots and signs inside a name are not numbers. */
START_TEST(numbers_in_names_are_names)
{
	struct record record = {0};
	struct err err = {0};

	ck_assert_int_eq(breakdown_parse(&record, hours_text, EMPTY_GEOGRAPHY,
			     "{\"-1.5e3 \\\" 0.1\":7}", &err),
	    0);
	ck_assert_str_eq(record.exclusions.items[0].name, "-1.5e3 \" 0.1");
	release(&record);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("breakdown");
	TCase *tc = tcase_create("breakdown");
	SRunner *sr = srunner_create(suite);
	int failed;

	make_hours();
	tcase_add_test(tc, survives_a_round_trip);
	tcase_add_test(tc, sorts_names_bytewise);
	tcase_add_loop_test(tc, refuses_malformed_counts, 0,
	    sizeof(bad_exclusions) / sizeof(bad_exclusions[0]));
	tcase_add_loop_test(tc, refuses_malformed_geography, 0,
	    sizeof(bad_geography) / sizeof(bad_geography[0]));
	tcase_add_loop_test(tc, refuses_malformed_hours, 0, 6);
	tcase_add_test(tc, numbers_in_names_are_names);
	suite_add_tcase(suite, tc);
	srunner_set_tap(sr, "-");
	srunner_run_all(sr, CK_SILENT);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
