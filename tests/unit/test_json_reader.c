/* lib/json_reader: what is JSON and what is not. */
#include <string.h>

#include "lib/json_reader.h"
#include "tests/unit/unit.h"

#define MOST INT64_C(9007199254740991)

/* Reads one string; whether that was all of the text. */
static bool
reads_string(const char *text, const char *expected)
{
	struct json_reader in;
	bool ok;

	json_reader_init(&in, text);
	ok = strcmp(json_reader_string(&in), expected) == 0 &&
	     json_reader_done(&in);
	json_reader_release(&in);
	return ok;
}

START_TEST(reads_strings)
{
	ck_assert(reads_string("\"\"", ""));
	ck_assert(reads_string(" \t\r\n\"a b\" \n", "a b"));
	ck_assert(
	    reads_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"));
	ck_assert(
	    reads_string("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac"));
	ck_assert(reads_string("\"\\ud83d\\uDe00!\"", "\xf0\x9f\x98\x80!"));
	ck_assert(reads_string("\"\\uffff\"", "\xef\xbf\xbf"));
}
END_TEST

START_TEST(refuses_what_is_no_string)
{
	static const char *const texts[] = {"", "\"", "\"a", "a\"", "'a'",
	    "\"\\", "\"\\\"", "\"\\x\"", "\"\\u\"", "\"\\u00\"", "\"\\u004g\"",
	    "\"\\u0000\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"",
	    "\"\\udc00\"", "\"\\ud83d\\u\"", "\"a\nb\"", "\"\t\"", "\"a\"b",
	    "1", "null"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(
		    !reads_string(texts[i], "") && !reads_string(texts[i], "a"),
		    "%s", texts[i]);
}
END_TEST

static int64_t
count_of(const char *text)
{
	struct json_reader in;
	int64_t value;

	json_reader_init(&in, text);
	json_reader_open(&in, '[');
	json_reader_more(&in, ']');
	value = json_reader_count(&in, MOST);
	json_reader_more(&in, ']');
	if (!json_reader_done(&in))
		value = -1;
	json_reader_release(&in);
	return value;
}

START_TEST(reads_counts)
{
	static const char *const bad[] = {"[]", "[-1]", "[-0]", "[+1]", "[01]",
	    "[1.0]", "[1e3]", "[1E3]", "[9007199254740992]",
	    "[99999999999999999999999]", "[1", "[1 2]", "[\"1\"]", "[null]",
	    "[0x1]", "{1}"};

	ck_assert_int_eq(count_of("[0]"), 0);
	ck_assert_int_eq(count_of("[ 7 ]"), 7);
	ck_assert_int_eq(count_of("[9007199254740991]"), MOST);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(count_of(bad[i]) == -1, "%s", bad[i]);
}
END_TEST

/* {"name":[count,...],...}: the sum of the counts, nulls counting 100 */
static int64_t
sum_of(const char *text)
{
	struct json_reader in;
	int64_t sum = 0;

	json_reader_init(&in, text);
	json_reader_open(&in, '{');
	while (json_reader_more(&in, '}')) {
		if (strcmp(json_reader_key(&in), "n") != 0)
			json_reader_fail(&in);
		json_reader_open(&in, '[');
		while (json_reader_more(&in, ']'))
			sum += json_reader_null(&in)
				   ? 100
				   : json_reader_count(&in, MOST);
	}
	if (!json_reader_done(&in))
		sum = -1;
	json_reader_release(&in);
	return sum;
}

START_TEST(reads_nested_elements)
{
	static const char *const bad[] = {"{", "{}}", "{\"n\"}", "{\"n\":}",
	    "{\"n\":[1,]}", "{\"n\":[,1]}", "{\"n\":[1],}", "{,\"n\":[1]}",
	    "{\"n\":[1}]", "{\"n\":[1]", "{\"m\":[1]}", "{\"n\":[nul]}",
	    "{\"n\":[1]\"n\":[1]}", "{\"n\" [1]}", "[]", "{n:[1]}", "{} {}"};

	ck_assert_int_eq(sum_of("{}"), 0);
	ck_assert_int_eq(sum_of("{\"n\":[]}"), 0);
	ck_assert_int_eq(
	    sum_of("{ \"n\" : [ 1 , 2 ] , \"n\" : [ null,3 ] } "), 106);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(sum_of(bad[i]) == -1, "%s", bad[i]);
}
END_TEST

/* After a failure nothing is read, and nothing runs on for ever. */
START_TEST(failure_is_sticky)
{
	struct json_reader in;

	json_reader_init(&in, "[\"a\",1]");
	json_reader_open(&in, '[');
	json_reader_fail(&in);
	ck_assert(!json_reader_more(&in, ']'));
	ck_assert_str_eq(json_reader_string(&in), "");
	ck_assert_int_eq(json_reader_count(&in, MOST), 0);
	ck_assert(!json_reader_null(&in));
	ck_assert(!json_reader_done(&in));
	json_reader_release(&in);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("json_reader", reads_strings, refuses_what_is_no_string,
	    reads_counts, reads_nested_elements, failure_is_sticky);
}
