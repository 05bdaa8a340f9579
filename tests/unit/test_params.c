/* cgi-bin/params, utf8: the query string, strictly. */
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/params.h"
#include "cgi-bin/utf8.h"
#include "tests/unit/unit.h"

#define DATE "2025-03-03"

static void
refused(const char *query, unsigned allowed, const char *parameter)
{
	struct params params;
	struct problem problem = {0};

	ck_assert_msg(
	    params_parse(&params, query, allowed, &problem) == -1, "%s", query);
	ck_assert_int_eq(problem_status(problem.kind), 400);
	ck_assert_str_eq(problem.parameter, parameter);
}

START_TEST(takes_what_is_allowed)
{
	struct params params;
	struct problem problem;
	char text[DATE_TEXT_SIZE];

	ck_assert_int_eq(params_parse(&params, "", PARAM_DATE, &problem), 0);
	ck_assert_uint_eq(params.given, 0);
	ck_assert_int_eq(
	    params_parse(&params, "date=" DATE, PARAM_DATE, &problem), 0);
	ck_assert_uint_eq(params.given, PARAM_DATE);
	ck_assert_str_eq(date_format(params.date, text), DATE);
	ck_assert_int_eq(params_parse(&params, "%64at%65=%32025-03-03",
			     PARAM_DATE, &problem),
	    0);
	ck_assert_str_eq(date_format(params.date, text), DATE);
}
END_TEST

START_TEST(refuses_all_else)
{
	refused("date=" DATE, 0, "date");
	refused("date", PARAM_DATE, "date");
	refused("date=", PARAM_DATE, "date");
	refused("date=2025-02-29", PARAM_DATE, "date");
	refused("date=%2525", PARAM_DATE, "date");
	refused("date=" DATE "&date=" DATE, PARAM_DATE, "date");
	refused("date=" DATE "&x=1", PARAM_DATE, "x");
	refused("x=1&date=" DATE, PARAM_DATE, "x");
	refused("date=" DATE ";x=1", PARAM_DATE, "date");
	refused("&", PARAM_DATE, "");
	refused("=", PARAM_DATE, "");
	refused("date=" DATE "&", PARAM_DATE, "");
	refused("date=" DATE "&&x=1", PARAM_DATE, "");
	refused("%00=1", PARAM_DATE, "");
	refused("date%00=" DATE, PARAM_DATE, "");
	refused("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1", PARAM_DATE, "");
}
END_TEST

START_TEST(refuses_long_input)
{
	char query[4096];

	memset(query, 'a', sizeof(query));
	query[2049] = '\0';
	refused(query, PARAM_DATE, "");
	memcpy(query, "date=", 5);
	query[600] = '\0';
	refused(query, PARAM_DATE, "date");
}
END_TEST

static int
decode(const char *from, char *to)
{
	return params_decode(from, strlen(from), to);
}

START_TEST(decodes_once)
{
	static const char *const bad[] = {"%", "%4", "%g0", "%0g", "%-1", "% 1",
	    "%00", "%0a", "%7f", "%c2%80", "%ff", "a%c3", "%c0%80", "\x01"};
	char to[64];

	ck_assert_int_eq(decode("a+b%20%2B%25%32%35%c3%A9", to), 0);
	ck_assert_str_eq(to, "a b +%25\xc3\xa9");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(decode(bad[i], to) == -1, "%s", bad[i]);
	/* A sequence that only completes behind the end is none. */
	ck_assert_int_eq(params_decode("a%41", 3, to), -1);
}
END_TEST

START_TEST(knows_utf8)
{
	static const char *const good[] = {"", "a", " ~", "\xc2\xa0",
	    "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
	    "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {"\x1f", "\x7f", "\x80", "\xc1\xbf",
	    "\xc2\x9f", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe1\x80",
	    "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80",
	    "\xff"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(
		    utf8_is_plain_text(good[i], strlen(good[i])), "%zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(
		    !utf8_is_plain_text(bad[i], strlen(bad[i])), "%zu", i);
	ck_assert(!utf8_is_plain_text("a\0b", 3));
}
END_TEST

int
main(void)
{
	return UNIT_RUN("params", takes_what_is_allowed, refuses_all_else,
	    refuses_long_input, decodes_once, knows_utf8);
}
