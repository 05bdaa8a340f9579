/* lib/uuid, lib/buf, lib/map, lib/err: the ground under the rest. */
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/uuid.h"
#include "tests/unit/unit.h"

START_TEST(uuid_text)
{
	static const char *const bad[] = {"",
	    "11111111111141118111111111111111",
	    "11111111-1111-4111-8111-11111111111",
	    "11111111-1111-4111-8111-1111111111111",
	    "1111111g-1111-4111-8111-111111111111",
	    "{1111111-1111-4111-8111-111111111111",
	    "11111111-1111-4111-8111_111111111111"};
	struct uuid uuid;
	char text[UUID_TEXT_SIZE];

	ck_assert_int_eq(
	    uuid_parse("0123ABCD-ef01-4111-8111-abcdefABCDEF", &uuid), 0);
	ck_assert_str_eq(
	    uuid_format(&uuid, text), "0123abcd-ef01-4111-8111-abcdefabcdef");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(uuid_parse(bad[i], &uuid), -1);
}
END_TEST

START_TEST(buf_keeps_its_limit)
{
	struct buf buf;

	buf_init(&buf, 10);
	buf_puts(&buf, "12345");
	buf_printf(&buf, "%d", 67890);
	ck_assert(!buf_failed(&buf));
	ck_assert_str_eq(buf.data, "1234567890");
	buf_puts(&buf, "x");
	ck_assert(buf_failed(&buf));
	ck_assert_str_eq(buf.data, "1234567890");
	buf_clear(&buf);
	buf_puts(&buf, "again");
	ck_assert(!buf_failed(&buf));
	ck_assert_str_eq(buf.data, "again");
	buf_release(&buf);
}
END_TEST

struct entry {
	uint32_t key[5];
	uint32_t value;
};

START_TEST(map_against_an_array)
{
	const uint32_t N = 20000;
	struct map map;
	bool added;

	map_init(&map, 20, sizeof(struct entry), NULL);
	for (uint32_t i = 0; i < 3 * N; i++) {
		uint32_t key[5] = {i % N, 0, (i % N) << 20, 7, 0};
		struct entry *entry = map_put(&map, key, &added);

		ck_assert_ptr_nonnull(entry);
		ck_assert_int_eq(added, i < N);
		ck_assert_uint_eq(entry->value, i / N);
		entry->value++;
		ck_assert_uint_eq(map_index(&map, entry), i % N);
	}
	ck_assert_uint_eq(map.count, N);
	ck_assert_ptr_null(map_get(&map, (uint32_t[5]){N, 0, N << 20, 7, 0}));
	map_clear(&map);
	ck_assert_ptr_null(map_get(&map, (uint32_t[5]){1, 0, 1 << 20, 7, 0}));
	map_put(&map, (uint32_t[5]){1, 0, 1 << 20, 7, 0}, &added);
	ck_assert(added);
	map_release(&map);
}
END_TEST

START_TEST(map_keeps_its_budget)
{
	struct map_budget budget = {.limit = 10000};
	struct map map;
	bool added;
	uint32_t i = 0;

	map_init(&map, 4, 24, &budget);
	while (map_put(&map, &i, &added))
		i++;
	ck_assert_uint_gt(i, 100);
	ck_assert_uint_le(budget.used, 10000);
	ck_assert_uint_eq(map.count, i);
	ck_assert_ptr_nonnull(map_get(&map, &(uint32_t){i - 1}));
	map_release(&map);
	ck_assert_uint_eq(budget.used, 0);
}
END_TEST

START_TEST(errors_are_values)
{
	struct err err;

	ck_assert_int_eq(err_set(&err, ERR_DATA, "%d plays", 3), -1);
	ck_assert_int_eq(err_detail(&err, "They are %s.", "late"), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_str_eq(err.message, "3 plays");
	ck_assert_str_eq(err.detail, "They are late.");
	ck_assert_str_eq(err.sqlstate, "");
}
END_TEST

int
main(void)
{
	return UNIT_RUN("foundation", uuid_text, buf_keeps_its_limit,
	    map_against_an_array, map_keeps_its_budget, errors_are_values);
}
