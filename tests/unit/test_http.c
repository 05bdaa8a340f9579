/* cgi-bin/negotiate, validator; lib/csv: what HTTP and spreadsheets want. */
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/negotiate.h"
#include "cgi-bin/validator.h"
#include "lib/csv.h"
#include "lib/date.h"
#include "tests/unit/unit.h"

#define TAG "\"0123456789abcdef0123456789abcdef\""

static int
negotiated(const char *accept)
{
	struct params params = {0};
	struct problem problem = {0};

	if (negotiate_format(&params, true, accept, &problem) != 0)
		return problem_status(problem.kind);
	return (int)params.format;
}

START_TEST(negotiates)
{
	static const struct {
		const char *accept;
		int expected;
	} cases[] = {{NULL, FORMAT_JSON}, {"", FORMAT_JSON}, {" ", FORMAT_JSON},
	    {"*/*", FORMAT_JSON}, {"text/csv", FORMAT_CSV},
	    {"text/csv;q=0.001", FORMAT_CSV}, {"text/csv;q=0.0009", 406},
	    {"text/csv;q=0", 406}, {"text/csv;q=1.001", 406},
	    {"text/csv;q=-1", 406}, {"text/csv;q=", 406},
	    {"text/csv;q=0.", 406},
	    {"text/csv ; charset=x ; Q=0.5", FORMAT_CSV},
	    {"text/csv;q=0.5,application/json;q=0.4", FORMAT_CSV},
	    {"text/*;q=0.5,text/csv;q=0.1,*/*;q=0.2", FORMAT_JSON},
	    {"*/*;q=0.1,application/*;q=0", FORMAT_CSV},
	    {",,text/csv,,", FORMAT_CSV}, {"text", 406}, {"text/", 406},
	    {"text/c", 406}, {"*", 406}, {"*/csv", 406}, {";q=1", 406},
	    {"a;b;c;;;,", 406}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(negotiated(cases[i].accept) == cases[i].expected,
		    "%s: %d", cases[i].accept, negotiated(cases[i].accept));
}
END_TEST

START_TEST(csv_is_not_always_offered)
{
	struct params params = {0};
	struct problem problem;

	ck_assert_int_eq(
	    negotiate_format(&params, false, "text/csv", &problem), -1);
	ck_assert_int_eq(problem.kind, PROBLEM_NOT_ACCEPTABLE);
	ck_assert_int_eq(negotiate_format(&params, false,
			     "text/csv, application/json;q=0.1", &problem),
	    0);
	ck_assert_int_eq(params.format, FORMAT_JSON);
}
END_TEST

START_TEST(the_parameter_wins)
{
	struct params params = {.given = PARAM_FORMAT, .format = FORMAT_CSV};
	struct problem problem;

	ck_assert_int_eq(
	    negotiate_format(&params, true, "text/html", &problem), 0);
	ck_assert_int_eq(params.format, FORMAT_CSV);
}
END_TEST

START_TEST(compares_entity_tags)
{
	static const char *const same[] = {TAG, "W/" TAG, "*", " *",
	    "\"a\"," TAG, "\"\" , \"b\", W/" TAG ", \"c\"",
	    "\"0123456789abcdef0123456789abcdef-gzip\"",
	    "W/\"0123456789abcdef0123456789abcdef-br\""};
	static const char *const other[] = {"", "\"", "W/", "w/" TAG, "x" TAG,
	    "\"0123456789abcdef0123456789abcdef",
	    "\"0123456789abcdef0123456789abcde\"",
	    "\"0123456789abcdef0123456789abcdef0\"", "\"-gzip\"",
	    "\"0123456789abcdef0123456789abcdef-gzip-gzip\"", "* ,", "\"*\"",
	    "0123456789abcdef0123456789abcdef"};

	ck_assert(!etag_matches(NULL, TAG));
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ck_assert_msg(etag_matches(same[i], TAG), "%s", same[i]);
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ck_assert_msg(!etag_matches(other[i], TAG), "%s", other[i]);
}
END_TEST

START_TEST(formats_tags_and_dates)
{
	struct fingerprint fingerprint;
	char tag[ETAG_SIZE], date[HTTP_DATE_SIZE];

	fingerprint_init(&fingerprint);
	ck_assert_str_eq(etag_format(&fingerprint, tag),
	    "\"6c62272e07bb014262b821756295c58d\"");
	fingerprint_add(&fingerprint, "a", 1);
	ck_assert_str_eq(etag_format(&fingerprint, tag),
	    "\"d228cb696f1a8caf78912b704e4a8964\"");
	fingerprint_init(&fingerprint);
	fingerprint_add(&fingerprint, "foo", 3);
	fingerprint_add(&fingerprint, "bar", 3);
	ck_assert_str_eq(etag_format(&fingerprint, tag),
	    "\"343e1662793c64bf6f0d3597ba446f18\"");
	ck_assert_str_eq(http_date_format(INT64_C(784111777999999), date),
	    "Sun, 06 Nov 1994 08:49:37 GMT");
	ck_assert_str_eq(
	    http_date_format(0, date), "Thu, 01 Jan 1970 00:00:00 GMT");
	ck_assert_str_eq(
	    http_date_format(-1, date), "Wed, 31 Dec 1969 23:59:59 GMT");
}
END_TEST

START_TEST(writes_csv)
{
	struct buf out;
	struct csv csv;

	buf_init(&out, 1024);
	csv_init(&csv, &out);
	csv_header(&csv, "a,b");
	csv_text(&csv, "plain");
	csv_text(&csv, "with, comma");
	csv_text(&csv, "\"quoted\"");
	csv_text(&csv, "two\nlines");
	csv_text(&csv, "");
	csv_int(&csv, INT64_MIN);
	csv_empty(&csv);
	csv_end_row(&csv);
	csv_text(&csv, "=1+1");
	csv_text(&csv, "@a,b");
	csv_text(&csv, "-");
	csv_text(&csv, "\t");
	csv_text(&csv, "\xef\xbc\x9d");
	csv_text(&csv, "a=b");
	csv_end_row(&csv);
	ck_assert_str_eq(out.data,
	    "a,b\r\n"
	    "plain,\"with, comma\",\"\"\"quoted\"\"\",\"two\nlines\",,"
	    "-9223372036854775808,\r\n"
	    "'=1+1,\"'@a,b\",'-,'\t,'\xef\xbc\x9d,a=b\r\n");
	buf_release(&out);
}
END_TEST

static int
range_of(unsigned given, const char *from, const char *to)
{
	struct params params = {.given = given};
	struct problem problem = {0};
	struct range range;

	ck_assert_int_eq(date_parse(from, &params.from), 0);
	ck_assert_int_eq(date_parse(to, &params.to), 0);
	params.date = params.from;
	return params_range(&params, &range, &problem);
}

START_TEST(takes_ranges)
{
	const unsigned both = PARAM_FROM | PARAM_TO;

	ck_assert_int_eq(range_of(PARAM_DATE, "2025-01-01", "2024-01-01"), 0);
	ck_assert_int_eq(range_of(both, "2025-01-01", "2025-01-01"), 0);
	ck_assert_int_eq(range_of(both, "2024-01-01", "2024-12-31"), 0);
	ck_assert_int_eq(range_of(both, "2024-01-01", "2025-01-01"), -1);
	ck_assert_int_eq(range_of(both, "0001-01-01", "9999-12-31"), -1);
	ck_assert_int_eq(range_of(both, "2025-01-02", "2025-01-01"), -1);
	ck_assert_int_eq(range_of(PARAM_FROM, "2025-01-01", "2025-01-01"), -1);
	ck_assert_int_eq(range_of(PARAM_TO, "2025-01-01", "2025-01-01"), -1);
	ck_assert_int_eq(
	    range_of(both | PARAM_DATE, "2025-01-01", "2025-01-01"), -1);
	ck_assert_int_eq(range_of(0, "2025-01-01", "2025-01-01"), -1);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("http", negotiates, the_parameter_wins,
	    csv_is_not_always_offered, compares_entity_tags,
	    formats_tags_and_dates, writes_csv, takes_ranges);
}
