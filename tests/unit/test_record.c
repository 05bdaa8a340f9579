/* Unit tests of lib/record.c. */
#include "lib/record.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"

static struct uuid
id(unsigned n)
{
	struct uuid uuid = {{0}};

	uuid.bytes[14] = (uint8_t)(n >> 8);
	uuid.bytes[15] = (uint8_t)n;
	return uuid;
}

static struct device_count
device(unsigned n, unsigned store, int64_t impressions, int64_t seconds)
{
	struct device_count row = {.device_id = id(n),
	    .has_store = store != 0,
	    .store_id = id(store),
	    .impressions = impressions,
	    .duration_seconds = seconds};

	return row;
}

/* 10 impressions on two devices in two stores, one play excluded. */
static struct record
balanced_record(void)
{
	struct record r = {.total_impressions = 10,
	    .plays_received = 11,
	    .total_duration_seconds = 150,
	    .unique_devices = 2,
	    .unique_stores = 2};

	ck_assert_int_eq(date_parse("2026-02-01", &r.date), 0);
	r.campaign_id = id(1);
	r.hours[3] = 4;
	r.hours[23] = 6;
	ck_assert_int_eq(named_counts_add(&r.regions, "north", 9), 0);
	ck_assert_int_eq(named_counts_add(&r.regions, "unassigned", 1), 0);
	ck_assert_int_eq(named_counts_add(&r.exclusions, "duplicate", 1), 0);
	r.stores = calloc(3, sizeof(*r.stores));
	r.devices = calloc(3, sizeof(*r.devices));
	ck_assert(r.stores && r.devices);
	r.store_count = r.device_count = 3;
	for (unsigned i = 0; i < 3; i++) {
		r.stores[i].has_id = i < 2;
		r.stores[i].store_id = id(i < 2 ? 20 + i : 0);
		r.stores[i].impressions = i == 0 ? 5 : i == 1 ? 4 : 1;
	}
	r.devices[0] = device(7, 0, 1, 15);
	r.devices[1] = device(7, 20, 5, 75);
	r.devices[2] = device(8, 21, 4, 60);
	return r;
}

START_TEST(names_are_kept_in_order_and_added_up)
{
	struct named_counts c = {0};

	ck_assert_int_eq(named_counts_add(&c, "b", 1), 0);
	ck_assert_int_eq(named_counts_add(&c, "\xc4\x90", 2), 0);
	ck_assert_int_eq(named_counts_add(&c, "a", 3), 0);
	ck_assert_int_eq(named_counts_add(&c, "ba", 4), 0);
	ck_assert_int_eq(named_counts_add(&c, "b", 10), 0);
	ck_assert_uint_eq(c.count, 4);
	ck_assert_str_eq(c.items[0].name, "a");
	ck_assert_str_eq(c.items[1].name, "b");
	ck_assert_str_eq(c.items[2].name, "ba");
	ck_assert_str_eq(c.items[3].name, "\xc4\x90");
	ck_assert_int_eq(c.items[1].count, 11);
	ck_assert_int_eq(named_counts_total(&c), 20);
	named_counts_release(&c);
	ck_assert_uint_eq(c.count, 0);
	ck_assert_int_eq(named_counts_total(&c), 0);
}
END_TEST

START_TEST(sums_do_not_wrap)
{
	struct named_counts c = {0};

	ck_assert_int_eq(named_counts_add(&c, "a", INT64_MAX), 0);
	ck_assert_int_eq(named_counts_add(&c, "b", INT64_MAX), 0);
	ck_assert_int_eq(named_counts_add(&c, "b", 3), 0);
	ck_assert_int_eq(named_counts_total(&c), INT64_MAX);
	named_counts_release(&c);
}
END_TEST

START_TEST(stores_stand_by_impressions_then_id_none_last)
{
	struct store_count a = {.has_id = true, .store_id = id(1)};
	struct store_count b = {.has_id = true, .store_id = id(2)};
	struct store_count none = {0};

	ck_assert_int_lt(store_count_compare(&a, &b), 0);
	ck_assert_int_lt(store_count_compare(&b, &none), 0);
	ck_assert_int_gt(store_count_compare(&none, &a), 0);
	ck_assert_int_eq(store_count_compare(&none, &none), 0);
	none.impressions = 1;
	ck_assert_int_lt(store_count_compare(&none, &a), 0);
}
END_TEST

START_TEST(devices_stand_by_id_then_store_none_first)
{
	struct device_count a = device(1, 0, 1, 1), b = device(1, 5, 9, 9);
	struct device_count c = device(1, 6, 1, 1), d = device(2, 0, 1, 1);

	ck_assert_int_lt(device_count_compare(&a, &b), 0);
	ck_assert_int_lt(device_count_compare(&b, &c), 0);
	ck_assert_int_lt(device_count_compare(&c, &d), 0);
	ck_assert_int_gt(device_count_compare(&b, &a), 0);
	ck_assert_int_eq(device_count_compare(&a, &a), 0);
}
END_TEST

START_TEST(balanced_books_pass)
{
	struct record r = balanced_record(), zero = {0};
	struct err err = {0};

	ck_assert_msg(record_balance(&r, &err) == 0, "%s", err.message);
	ck_assert_int_eq(record_balance(&zero, &err), 0);
	record_release(&r);
	record_release(&r);
}
END_TEST

/* Each case changes one number of a balanced record. */
static int64_t *
number(struct record *r, int which)
{
	int64_t *numbers[] = {&r->total_impressions, &r->plays_received,
	    &r->total_duration_seconds, &r->unique_devices, &r->unique_stores,
	    &r->hours[0], &r->hours[23], &r->regions.items[1].count,
	    &r->exclusions.items[0].count, &r->stores[2].impressions,
	    &r->devices[0].impressions, &r->devices[2].duration_seconds};

	return numbers[which];
}
#define NUMBERS 12

START_TEST(any_single_change_is_refused)
{
	struct record r = balanced_record();
	const int64_t changes[] = {1, -1, -INT64_C(1000), RECORD_MAX_COUNT};

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		int64_t before = *number(&r, _i);
		struct err err = {0};

		*number(&r, _i) += changes[i];
		ck_assert_int_eq(record_balance(&r, &err), -1);
		ck_assert_int_eq(err.kind, ERR_DATA);
		ck_assert_ptr_nonnull(strstr(err.message,
		    "campaign 00000000-0000-0000-0000-000000000001 on "
		    "2026-02-01"));
		*number(&r, _i) = before;
	}
	record_release(&r);
}
END_TEST

START_TEST(balancing_negatives_are_refused)
{
	struct record r = balanced_record();
	struct err err = {0};

	r.hours[3] += 10;
	r.hours[4] -= 10;
	ck_assert_int_eq(record_balance(&r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "out of range"));
	record_release(&r);
}
END_TEST

START_TEST(sums_that_differ_are_named)
{
	struct record r = balanced_record();
	struct err err = {0};

	r.hours[5] = 2;
	ck_assert_int_eq(record_balance(&r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "does not balance"));
	ck_assert_ptr_nonnull(strstr(err.detail, "impressions 10"));
	ck_assert_ptr_nonnull(strstr(err.detail, "hours 12"));
	record_release(&r);
}
END_TEST

START_TEST(device_rows_must_be_in_order_and_unique)
{
	struct record r = balanced_record();
	struct device_count first = r.devices[0];
	struct err err = {0};

	r.devices[0] = r.devices[2];
	r.devices[2] = first;
	ck_assert_int_eq(record_balance(&r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "out of order"));
	r.devices[0] = r.devices[1];
	ck_assert_int_eq(record_balance(&r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "out of order"));
	record_release(&r);
}
END_TEST

START_TEST(device_rows_hash_as_documented)
{
	static const char text[] =
	    "00000000-0000-0000-0000-000000000007 - 1 15\n"
	    "00000000-0000-0000-0000-000000000007 "
	    "00000000-0000-0000-0000-000000000014 5 75\n"
	    "00000000-0000-0000-0000-000000000008 "
	    "00000000-0000-0000-0000-000000000015 4 60\n";
	struct record r = balanced_record(), none = {0};
	uint8_t got[HASH_SIZE], want[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	struct err err = {0};

	ck_assert_int_eq(record_hash_devices(&r, got, &err), 0);
	ck_assert_int_eq(hash_bytes(text, sizeof(text) - 1, want, &err), 0);
	ck_assert_mem_eq(got, want, HASH_SIZE);
	ck_assert_int_eq(record_hash_devices(&none, got, &err), 0);
	ck_assert_str_eq(hash_format(got, hex),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	record_release(&r);
}
END_TEST

START_TEST(digests_are_read_strictly)
{
	char hex[HASH_HEX_SIZE];
	uint8_t digest[HASH_SIZE] = {1, 2, 0xab, 255}, back[HASH_SIZE];

	hash_format(digest, hex);
	ck_assert_int_eq(hash_parse(hex, back), 0);
	ck_assert_mem_eq(digest, back, HASH_SIZE);
	hex[5] = 'B';
	ck_assert_int_eq(hash_parse(hex, back), -1);
	hex[5] = 'b';
	hex[63] = '\0';
	ck_assert_int_eq(hash_parse(hex, back), -1);
	ck_assert_int_eq(hash_parse("", back), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("record");
	TCase *tests = tcase_create("record");
	SRunner *runner = srunner_create(suite);

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, names_are_kept_in_order_and_added_up);
	tcase_add_test(tests, sums_do_not_wrap);
	tcase_add_test(tests, stores_stand_by_impressions_then_id_none_last);
	tcase_add_test(tests, devices_stand_by_id_then_store_none_first);
	tcase_add_test(tests, balanced_books_pass);
	tcase_add_loop_test(tests, any_single_change_is_refused, 0, NUMBERS);
	tcase_add_test(tests, balancing_negatives_are_refused);
	tcase_add_test(tests, sums_that_differ_are_named);
	tcase_add_test(tests, device_rows_must_be_in_order_and_unique);
	tcase_add_test(tests, device_rows_hash_as_documented);
	tcase_add_test(tests, digests_are_read_strictly);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
	return 0;
}
