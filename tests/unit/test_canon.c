/* Unit tests of lib/canon.c, lib/canon_read.c and lib/jcs.c. */
#include "lib/canon.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/jcs.h"
#include "lib/merkle.h"
#include "tests/unit/fixture.h"

/* Reads a line, writes it again, compares; returns its leaf in hex. */
static void
round_trip(const char *line, size_t length, char leaf_text[HASH_HEX_SIZE])
{
	struct correction correction;
	struct record record;
	struct merkle_node leaf;
	struct err err = {0};
	struct buf out;

	buf_init(&out, CANON_MAX_LENGTH);
	ck_assert_msg(canon_read(line, length, &record, &correction, &err) == 0,
	    "%s", err.message);
	ck_assert_int_eq(canon_write(&record, &correction, &out, &err), 0);
	ck_assert_uint_eq(out.length, length);
	ck_assert_mem_eq(out.data, line, length);
	ck_assert_int_eq(merkle_leaf(line, length, &leaf, &err), 0);
	hash_format(leaf.hash, leaf_text);
	record_release(&record);
	buf_release(&out);
}

START_TEST(vectors_survive_byte_for_byte)
{
	struct buf records = fixture_vector(_i, "records");
	struct buf leaves = fixture_vector(_i, "leaves");
	const char *at = records.data, *leaf_at = leaves.data;
	const char *line, *leaf;
	char text[HASH_HEX_SIZE];
	size_t length, leaf_length;

	while (fixture_line(&at, &line, &length)) {
		ck_assert(fixture_line(&leaf_at, &leaf, &leaf_length));
		round_trip(line, length, text);
		ck_assert_uint_eq(leaf_length, 64);
		ck_assert_mem_eq(text, leaf, 64);
	}
	ck_assert_str_eq(leaf_at, "");
	buf_release(&records);
	buf_release(&leaves);
}
END_TEST

START_TEST(a_correction_is_read_as_one)
{
	struct buf records = fixture_vector(4, "records");
	struct correction correction;
	struct record record;
	struct err err = {0};
	char text[HASH_HEX_SIZE];

	ck_assert_int_eq(canon_read(records.data, records.length - 1, &record,
			     &correction, &err),
	    0);
	ck_assert_int_eq(correction.revision, 1);
	ck_assert_int_eq(correction.reason, REASON_LATE_PLAYS);
	ck_assert_str_eq(hash_format(correction.supersedes, text),
	    "558c6df3bc907a1d1c407ba801791113"
	    "e6977aeceb4c45d41d11004a41d0115d");
	ck_assert_int_eq(record.hours[23], 11);
	ck_assert_str_eq(record.stores[0].name, "unassigned");
	ck_assert(!record.stores[0].has_id);
	record_release(&record);
	buf_release(&records);
}
END_TEST

/* Edits of the first vector; each must be refused. */
static const struct {
	const char *from, *to;
} bad[] = {
    {"{\"advertiser_id", " {\"advertiser_id"},
    {"\"v\":1}", "\"v\":1} "},
    {"\"v\":1}", "\"v\":1}\n"},
    {"\"v\":1}", "\"v\":1"},
    {"\"v\":1}", "\"v\":2}"},
    {"\"v\":1}", "\"v\":1,\"w\":1}"},
    {"\"v\":1}", "\"v\":1}}"},
    {"\"proof_of_play\"", "\"proof_of_play_correction\""},
    {"\"proof_of_play\"", "\"proof_of_Play\""},
    {",\"time_zone\"", ",\"reason\":\"clock\",\"time_zone\""},
    {",\"time_zone\"",
	",\"reason\":\"clock\",\"revision\":0,\"supersedes\":"
	"\"dcb75eea1c16b91ff2af71b0e554312645bb0896116aedd6a8453ddefafa8cac\","
	"\"time_zone\""},
    {":120,", ":0120,"},
    {":120,", ":-120,"},
    {":120,", ":120.0,"},
    {":120,", ":12e1,"},
    {":120,", ":9007199254740992,"},
    {":120,", ":99999999999999999999,"},
    {":120,", ":\"120\","},
    {":120,", ":,"},
    {":120,", ": 120,"},
    {":120,", ":120 ,"},
    {"11111111-", "1111111-"},
    {"ad000000", "AD000000"},
    {"\"ad000000", "null,\"ad000000"},
    {"dcb75eea", "DCB75eea"},
    {"dcb75eea", "cb75eea"},
    {"\"date\":\"2026-02-01\"", "\"date\":\"2026-02-30\""},
    {"\"date\":\"2026-02-01\"", "\"date\":\"2026-2-01\""},
    {"00:10:09.123456Z", "00:10:09.12345Z"},
    {"00:10:09.123456Z", "00:10:09.123456+"},
    {"00:10:09.123456Z", "00:10:60.123456Z"},
    {"00:10:09.123456Z", "24:10:09.123456Z"},
    {"T00:10:09.123456Z", " 00:10:09.123456Z"},
    {"\"day_start\":\"2026-02-01T00:00:00Z\"",
	"\"day_start\":\"2026-02-01T00:00:00.000000Z\""},
    {"Store \\\"B\\\"", "Store \\u0022B\\u0022"},
    {"Store A", "Store \\u0041"},
    {"Store A", "Store \\/A"},
    {"Store A", "Store \tA"},
    {"Store A", "Store \\u0009A"},
    {"Store A", "Store \\u001FA"},
    {"Store A", "Store \\u0000A"},
    {"Store A", "Store \\uD83C\\uDF89"},
    {"Store A", "Store \\"},
    {"Store A", "Store \xff"},
    {"Store A", "Store \xc0\x80"},
    {"Store A", "Store \xed\xa0\x80"},
    {"Store A", "Store \xf4\x90\x80\x80"},
    {"Store A", "Store \xe2\x82"},
    {"\"H\xc3\xa0 N\xe1\xbb\x99i\":30,\"\xc4\x90\xc3\xa0 N\xe1\xba\xb5ng\":90",
	"\"\xc4\x90\xc3\xa0 N\xe1\xba\xb5ng\":90,\"H\xc3\xa0 N\xe1\xbb\x99i\":"
	"30"},
    {"\"duplicate\":1", "\"duplicate\":1,\"duplicate\":1"},
    {"\"duplicate\":1", "\"duplicate\":1,"},
    {"{\"duplicate\":1", "{,\"duplicate\":1"},
    {"\"09\":50,\"10\":70", "\"10\":70,\"09\":50"},
    {",\"23\":0", ""},
    {",\"23\":0", ",\"23\":0,\"24\":0"},
    {"\"outside_flight\":false", "\"outside_flight\":0"},
    {"\"outside_flight\":false", "\"outside_flight\":null"},
    {"}]}", "}}"},
    {"[{", "["},
    {",\"policy_id\":1", ""},
    {",\"policy_id\":1", ",\"policy_id\":1,\"policy_id\":1"},
};

/* `text` with the first `from` replaced by `to`; for the caller to free. */
static char *
edit(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	size_t size = strlen(text) + strlen(to) + 1;
	char *out = malloc(size);

	ck_assert_msg(at && out, "no \"%s\" to edit", from);
	snprintf(out, size, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
	return out;
}

START_TEST(what_is_not_canonical_is_refused)
{
	struct buf records = fixture_vector(1, "records");
	struct correction correction;
	struct record record;
	struct err err = {0};
	char *text;

	records.data[records.length - 1] = '\0';
	text = edit(records.data, bad[_i].from, bad[_i].to);
	ck_assert_int_eq(
	    canon_read(text, strlen(text), &record, &correction, &err), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_ptr_null(record.campaign_name);
	free(text);
	buf_release(&records);
}
END_TEST

START_TEST(every_shortening_is_refused)
{
	struct buf records = fixture_vector(4, "records");
	struct correction correction;
	struct record record;
	struct err err = {0};

	for (size_t length = 0; length < records.length - 1; length++) {
		/* A heap copy of exact size, for the sanitizer's eyes. */
		char *text = malloc(length + 1);

		ck_assert_ptr_nonnull(text);
		memcpy(text, records.data, length);
		ck_assert_int_eq(
		    canon_read(text, length, &record, &correction, &err), -1);
		free(text);
	}
	buf_release(&records);
}
END_TEST

START_TEST(what_has_no_canonical_form_is_not_written)
{
	struct buf records = fixture_vector(1, "records"), out;
	struct correction correction;
	struct record record;
	struct err err = {0};
	char bad_text[] = "\xe9";
	char *name;

	buf_init(&out, CANON_MAX_LENGTH);
	ck_assert_int_eq(canon_read(records.data, records.length - 1, &record,
			     &correction, &err),
	    0);
	name = record.campaign_name;
	record.campaign_name = bad_text;
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	record.campaign_name = NULL;
	buf_clear(&out);
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), -1);
	record.campaign_name = name;
	record.day_start += 1;
	buf_clear(&out);
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), -1);
	record.day_start -= 1;
	record.total_impressions = -1;
	buf_clear(&out);
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), -1);
	record.total_impressions = RECORD_MAX_COUNT + 1;
	buf_clear(&out);
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), -1);
	record_release(&record);
	buf_release(&records);
	buf_release(&out);
}
END_TEST

START_TEST(no_advertiser_is_null)
{
	struct record record = {.time_zone = NULL};
	struct buf out;
	struct err err = {0};
	char leaf[HASH_HEX_SIZE];

	record.campaign_name = strdup("");
	record.time_zone = strdup("UTC");
	buf_init(&out, CANON_MAX_LENGTH);
	ck_assert_int_eq(canon_write(&record, NULL, &out, &err), 0);
	ck_assert_ptr_nonnull(strstr(out.data, "{\"advertiser_id\":null,"));
	round_trip(out.data, out.length, leaf);
	record_release(&record);
	buf_release(&out);
}
END_TEST

START_TEST(keys_stand_by_utf16_code_units)
{
	/* In this order: U+20AC, U+10000, U+1F389, U+E000, U+FB01, U+FFFF. */
	static const char *const keys[] = {"", "a", "a\x01", "aa", "b",
	    "\xc3\xa9", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf0\x90\x80\x80",
	    "\xf0\x9f\x8e\x89", "\xf0\x9f\x8e\x89z", "\xee\x80\x80",
	    "\xef\xac\x81", "\xef\xbf\xbf"};
	size_t count = sizeof(keys) / sizeof(*keys);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			int order = jcs_compare(keys[i], keys[j]);

			ck_assert_int_eq(
			    (order > 0) - (order < 0), (i > j) - (i < j));
		}
	}
}
END_TEST

START_TEST(every_control_character_has_one_spelling)
{
	char text[32], want[] = "\"\\b\\t\\n\\u000b\\f\\r\\u000e\"";
	struct jcs_reader in;
	struct buf out;
	char *back;

	for (int i = 0; i < 31; i++)
		text[i] = (char)(i + 1);
	text[31] = '\0';
	buf_init(&out, 1024);
	jcs_put_string(&out, text);
	jcs_reader_init(&in, out.data, out.length);
	back = jcs_get_string(&in);
	ck_assert(jcs_done(&in));
	ck_assert_str_eq(back, text);
	free(back);
	buf_clear(&out);
	text[14] = '\0';
	jcs_put_string(&out, text + 7);
	ck_assert_str_eq(out.data, want);
	buf_release(&out);
}
END_TEST

START_TEST(instants_are_read_strictly)
{
	static const char *const bad_instants[] = {"", "2026-02-01T00:00:00",
	    "2026-02-01T00:00:00z", "2026-02-01 00:00:00Z",
	    "2026-02-01T00:00:60Z", "2026-02-01T00:60:00Z",
	    "2026-02-01T24:00:00Z", "2026-02-29T00:00:00Z",
	    "2026-02-01T0a:00:00Z", "2026-02-01T00:00:00.000000Z"};
	int64_t instant;

	for (size_t i = 0; i < sizeof(bad_instants) / sizeof(char *); i++)
		ck_assert_int_eq(
		    instant_parse(bad_instants[i], false, &instant), -1);
	ck_assert_int_eq(
	    instant_parse("1969-12-31T23:59:59.999999Z", true, &instant), 0);
	ck_assert_int_eq(instant, -1);
	ck_assert_int_eq(
	    instant_parse("1970-01-02T01:01:01Z", false, &instant), 0);
	ck_assert_int_eq(instant, INT64_C(90061) * INSTANT_SECOND);
}
END_TEST

START_TEST(reasons_are_the_fixed_list)
{
	enum correction_reason reason;

	for (unsigned i = 0; i < REASON_COUNT; i++) {
		ck_assert_int_eq(
		    correction_reason_parse(
			correction_reason_name((enum correction_reason)i),
			&reason),
		    0);
		ck_assert_uint_eq(reason, i);
	}
	ck_assert_int_eq(correction_reason_parse("mistake", &reason), -1);
	ck_assert_int_eq(correction_reason_parse("", &reason), -1);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("canon");
	Suite *suite = suite_create("canon");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, vectors_survive_byte_for_byte, 1, 5);
	tcase_add_test(tests, a_correction_is_read_as_one);
	tcase_add_loop_test(tests, what_is_not_canonical_is_refused, 0,
	    sizeof(bad) / sizeof(*bad));
	tcase_add_test(tests, every_shortening_is_refused);
	tcase_add_test(tests, what_has_no_canonical_form_is_not_written);
	tcase_add_test(tests, no_advertiser_is_null);
	tcase_add_test(tests, keys_stand_by_utf16_code_units);
	tcase_add_test(tests, every_control_character_has_one_spelling);
	tcase_add_test(tests, instants_are_read_strictly);
	tcase_add_test(tests, reasons_are_the_fixed_list);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
