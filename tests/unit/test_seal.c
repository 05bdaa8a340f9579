/* Unit tests of lib/seal.c. */
#include "lib/seal.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/fixture.h"

#define VECTORS 4

static struct seal
read_seal(int seq, uint8_t hash[HASH_SIZE])
{
	struct buf text = fixture_vector(seq, "seal");
	struct err err = {0};
	struct seal seal;

	ck_assert_msg(seal_parse(text.data, text.length, &seal, &err) == 0,
	    "%s", err.message);
	ck_assert_int_eq(hash_bytes(text.data, text.length, hash, &err), 0);
	buf_release(&text);
	return seal;
}

START_TEST(vectors_survive_byte_for_byte)
{
	struct buf text = fixture_vector(_i, "seal");
	char again[SEAL_TEXT_SIZE];
	uint8_t hash[HASH_SIZE];
	struct seal seal = read_seal(_i, hash);
	struct err err = {0};

	ck_assert_int_eq(seal.seq, _i);
	ck_assert_str_eq(seal.origin, "retail.example/pop");
	ck_assert_int_eq(seal.kind, _i == 4 ? SEAL_CORRECTION : SEAL_DAY);
	ck_assert_int_eq(seal_format(&seal, again, &err), (int)text.length);
	ck_assert_mem_eq(again, text.data, text.length);
	buf_release(&text);
}
END_TEST

START_TEST(the_vectors_are_a_chain)
{
	uint8_t hashes[VECTORS + 1][HASH_SIZE] = {{0}};
	struct seal seals[VECTORS + 1];
	struct err err = {0};

	for (int i = 1; i <= VECTORS; i++) {
		seals[i] = read_seal(i, hashes[i]);
		ck_assert_msg(
		    seal_follows(&seals[i], i == 1 ? NULL : &seals[i - 1],
			hashes[i - 1], &err) == 0,
		    "%s", err.message);
	}
	ck_assert_int_eq(seal_follows(&seals[2], NULL, hashes[0], &err), -1);
	ck_assert_int_eq(
	    seal_follows(&seals[3], &seals[1], hashes[1], &err), -1);
	ck_assert_int_eq(
	    seal_follows(&seals[3], &seals[2], hashes[1], &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "does not continue"));
	seals[2].sealed = seals[3].sealed + INSTANT_SECOND;
	ck_assert_int_eq(
	    seal_follows(&seals[3], &seals[2], hashes[2], &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "older"));
	seals[2].sealed = seals[3].sealed;
	ck_assert_int_eq(
	    seal_follows(&seals[3], &seals[2], hashes[2], &err), 0);
	seals[2].origin[0] = 'R';
	ck_assert_int_eq(
	    seal_follows(&seals[3], &seals[2], hashes[2], &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "origin"));
}
END_TEST

static const struct {
	const char *from, *to;
} bad[] = {
    {"pop-seal/v1", "pop-seal/v2"},
    {"pop-seal/v1\n", ""},
    {"pop-seal/v1\n", "pop-seal/v1\n\n"},
    {"pop-seal/v1\n", "pop-seal/v1\r\n"},
    {"\xef", "\xef"}, /* stands for a byte order mark before it all */
    {"origin retail.example/pop", "origin "},
    {"origin retail.example/pop", "origin retail example/pop"},
    {"origin retail.example/pop", "origin  retail.example/pop"},
    {"origin retail.example/pop", "origin retail.example/p*p"},
    {"origin retail.example/pop", "origin retail.example/pop "},
    {"origin retail.example/pop", "Origin retail.example/pop"},
    {"origin retail.example/pop\n", ""},
    {"seq 2", "seq 02"},
    {"seq 2", "seq 0"},
    {"seq 2", "seq -2"},
    {"seq 2", "seq +2"},
    {"seq 2", "seq 2 "},
    {"seq 2", "seq 9007199254740992"},
    {"seq 2", "seq 18446744073709551618"},
    {"seq 2\nkind day\n", "kind day\nseq 2\n"},
    {"kind day", "kind Day"},
    {"kind day", "kind night"},
    {"date 2026-02-02", "date 2026-02-31"},
    {"date 2026-02-02", "date 2026-2-2"},
    {"zone UTC", "zone "},
    {"zone UTC", "zone Asia /X"},
    {"zone UTC", "zone U\x01"
		 "C"},
    {"records 3", "records 3.0"},
    {"records 3", "records 003"},
    {"records 3", "records"},
    {"root b1c8", "root B1C8"},
    {"root b1c8", "root 1c8"},
    {"root b1c8", "root 0b1c8"},
    {"prev 32dc", "prev 32d"},
    {"sealed 2026-02-03T00:10:02Z", "sealed 2026-02-03T00:10:02"},
    {"sealed 2026-02-03T00:10:02Z", "sealed 2026-02-03T00:10:02.000000Z"},
    {"sealed 2026-02-03T00:10:02Z", "sealed 2026-02-03 00:10:02Z"},
    {"02Z\n", "02Z"},
    {"02Z\n", "02Z\n\n"},
    {"02Z\n", "02Z\r\n"},
    {"02Z\n", "02Z\nnote x\n"},
};

START_TEST(what_is_not_a_seal_is_refused)
{
	struct buf text = fixture_vector(2, "seal");
	char edited[SEAL_TEXT_SIZE];
	struct err err = {0};
	struct seal seal;
	const char *at = strstr(text.data, bad[_i].from);
	size_t before = at ? (size_t)(at - text.data) : 0;
	const char *rest = at ? at + strlen(bad[_i].from) : text.data;
	int length = snprintf(edited, sizeof(edited), "%.*s%s%s", (int)before,
	    text.data, bad[_i].to, rest);

	ck_assert_int_eq(seal_parse(edited, (size_t)length, &seal, &err), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	buf_release(&text);
}
END_TEST

START_TEST(no_byte_can_change_unnoticed)
{
	struct buf text = fixture_vector(2, "seal");
	struct err err = {0};
	struct seal seal, changed;
	uint8_t hash[HASH_SIZE], other[HASH_SIZE];

	ck_assert_int_eq(seal_parse(text.data, text.length, &seal, &err), 0);
	ck_assert_int_eq(hash_bytes(text.data, text.length, hash, &err), 0);
	for (size_t i = 0; i < text.length; i++) {
		for (int bit = 1; bit < 256; bit <<= 1) {
			text.data[i] = (char)(text.data[i] ^ bit);
			ck_assert_int_eq(
			    hash_bytes(text.data, text.length, other, &err), 0);
			ck_assert_mem_ne(hash, other, HASH_SIZE);
			if (seal_parse(
				text.data, text.length, &changed, &err) == 0)
				ck_assert_mem_ne(&changed, &seal, sizeof(seal));
			text.data[i] = (char)(text.data[i] ^ bit);
		}
	}
	for (size_t length = 0; length < text.length; length++)
		ck_assert_int_eq(
		    seal_parse(text.data, length, &changed, &err), -1);
	buf_release(&text);
}
END_TEST

START_TEST(a_nul_and_a_flood_are_refused)
{
	struct buf text = fixture_vector(2, "seal");
	char flood[2 * SEAL_TEXT_SIZE];
	struct err err = {0};
	struct seal seal;

	memset(flood, 'a', sizeof(flood));
	memcpy(flood, text.data, text.length);
	flood[text.length] = '\0';
	ck_assert_int_eq(seal_parse(flood, text.length + 1, &seal, &err), -1);
	ck_assert_int_eq(seal_parse(flood, sizeof(flood), &seal, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "too long"));
	buf_release(&text);
}
END_TEST

START_TEST(what_cannot_be_said_is_not_written)
{
	uint8_t hash[HASH_SIZE];
	struct seal good = read_seal(1, hash), seal = good;
	char text[SEAL_TEXT_SIZE];
	struct err err = {0};

	seal.origin[3] = '\n';
	ck_assert_int_eq(seal_format(&seal, text, &err), -1);
	seal = good;
	seal.zone[0] = '\0';
	ck_assert_int_eq(seal_format(&seal, text, &err), -1);
	seal = good;
	seal.seq = 0;
	ck_assert_int_eq(seal_format(&seal, text, &err), -1);
	seal = good;
	seal.sealed++;
	ck_assert_int_eq(seal_format(&seal, text, &err), -1);
	memset(seal.zone, 'z', sizeof(seal.zone));
	ck_assert_int_eq(seal_format(&seal, text, &err), -1);
	ck_assert_int_gt(seal_format(&good, text, &err), 0);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("seal");
	Suite *suite = suite_create("seal");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(
	    tests, vectors_survive_byte_for_byte, 1, VECTORS + 1);
	tcase_add_test(tests, the_vectors_are_a_chain);
	tcase_add_loop_test(tests, what_is_not_a_seal_is_refused, 0,
	    sizeof(bad) / sizeof(*bad));
	tcase_add_test(tests, no_byte_can_change_unnoticed);
	tcase_add_test(tests, a_nul_and_a_flood_are_refused);
	tcase_add_test(tests, what_cannot_be_said_is_not_written);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
