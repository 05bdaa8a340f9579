/* lib/date: exact dates, refused nonsense, instants as text. */
#include "lib/date.h"
#include "tests/unit/unit.h"

START_TEST(every_day_of_four_centuries)
{
	char text[DATE_TEXT_SIZE];
	struct date date, back;

	ck_assert_int_eq(date_parse("1800-01-01", &date), 0);
	for (int i = 0; i < 400 * 366; i++) {
		date_format(date, text);
		ck_assert_int_eq(date_parse(text, &back), 0);
		ck_assert_int_eq(back.days, date.days);
		date = date_add_days(date, 1);
	}
}
END_TEST

START_TEST(known_dates)
{
	static const struct {
		const char *text;
		int32_t days;
	} known[] = {{"1970-01-01", 0}, {"1969-12-31", -1},
	    {"2000-02-29", 11016}, {"2026-02-02", 20486},
	    {"0001-01-01", -719162}, {"9999-12-31", 2932896}};
	struct date date;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		ck_assert_int_eq(date_parse(known[i].text, &date), 0);
		ck_assert_int_eq(date.days, known[i].days);
	}
}
END_TEST

START_TEST(refuses_what_is_no_date)
{
	static const char *const bad[] = {"", "2026-2-2", "2026-02-30",
	    "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10",
	    "2026-01-00", "0000-01-01", "2026-01-01 ", " 2026-01-01",
	    "2026/01/01", "+026-01-01", "20260101", "2026-01-0a",
	    "2026-01-011"};
	struct date date;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(date_parse(bad[i], &date) == -1, "%s", bad[i]);
}
END_TEST

START_TEST(instants)
{
	char text[INSTANT_TEXT_SIZE];

	ck_assert_str_eq(
	    instant_format(0, false, text), "1970-01-01T00:00:00Z");
	ck_assert_str_eq(
	    instant_format(-1, true, text), "1969-12-31T23:59:59.999999Z");
	ck_assert_str_eq(instant_format(INT64_C(1769990409123456), true, text),
	    "2026-02-02T00:00:09.123456Z");
	ck_assert_str_eq(
	    instant_format(INT64_C(253402300799999999), true, text),
	    "9999-12-31T23:59:59.999999Z");
	/* years that no text of this width can hold are cut, not undefined */
	ck_assert_uint_eq(strlen(instant_format(INT64_MIN, true, text)),
	    INSTANT_TEXT_SIZE - 1);
	ck_assert_uint_eq(strlen(instant_format(INT64_MAX, true, text)),
	    INSTANT_TEXT_SIZE - 1);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("date", every_day_of_four_centuries, known_dates,
	    refuses_what_is_no_date, instants);
}
