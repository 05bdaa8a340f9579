/* lib/slices: how many, and that together they are the day. */
#include "lib/date.h"
#include "lib/slices.h"
#include "tests/unit/unit.h"

START_TEST(a_small_day_is_one_slice)
{
	ck_assert_uint_eq(slices_wanted(0), 1);
	ck_assert_uint_eq(slices_wanted(119999), 1);
	ck_assert_uint_eq(slices_wanted(120000), 2);
	ck_assert_uint_eq(slices_wanted(7680000), 128);
	ck_assert_uint_eq(slices_wanted(1e12), SLICES_MAX);
}
END_TEST

START_TEST(an_index_affords_all)
{
	const struct slice_estimate day = {1000, 100000, 0, 1000};
	const struct slice_estimate brin = {900, 1000, 1000, 0};
	const struct slice_estimate pruned = {10, 1000, 0, 10};

	ck_assert_uint_eq(slices_affordable(100, &day, &brin), 100);
	ck_assert_uint_eq(slices_affordable(100, &day, &pruned), 100);
}
END_TEST

START_TEST(without_an_index_two_scans_are_the_limit)
{
	const struct slice_estimate day = {1000, 100000, 0, 1000};
	const struct slice_estimate scan = {990, 1000, 0, 990};
	const struct slice_estimate useless_brin = {900, 1000, 99000, 0};
	const struct slice_estimate worse = {5000, 1000, 0, 5000};

	ck_assert_uint_eq(slices_affordable(100, &day, &scan), 2);
	ck_assert_uint_eq(slices_affordable(100, &day, &useless_brin), 2);
	ck_assert_uint_eq(slices_affordable(100, &day, &worse), 1);
}
END_TEST

START_TEST(the_slices_are_the_day)
{
	struct slices slices = {
	    .day = {1000 * INSTANT_SECOND, (1000 + 90000) * INSTANT_SECOND}};

	for (slices.count = 1; slices.count < 5000; slices.count += 301) {
		int64_t at = slices.day.start;

		for (size_t i = 0; i < slices.count; i++) {
			struct slice slice = slices_at(&slices, i);

			ck_assert_int_eq(slice.start, at);
			ck_assert_int_gt(slice.end, slice.start);
			at = slice.end;
		}
		ck_assert_int_eq(at, slices.day.end);
	}
}
END_TEST

int
main(void)
{
	return UNIT_RUN("slices", a_small_day_is_one_slice,
	    an_index_affords_all, without_an_index_two_scans_are_the_limit,
	    the_slices_are_the_day);
}
