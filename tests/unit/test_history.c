/* Unit tests of lib/history.c. */
#include "lib/history.h"

#include <check.h>
#include <string.h>

#include "tests/unit/unit.h"

static struct history history;
static struct record record;
static struct correction correction;
static struct merkle_node leaf;
static struct seal seal;
static char zone[] = "UTC";
static struct err err;

/* A history that has sealed day 0 with campaigns 1 and 3. */
static void
begin(void)
{
	memset(&record, 0, sizeof(record));
	memset(&correction, 0, sizeof(correction));
	memset(&seal, 0, sizeof(seal));
	memset(&err, 0, sizeof(err));
	memcpy(seal.zone, zone, sizeof(zone));
	record.time_zone = zone;
	history_init(&history);
	ck_assert_int_eq(history_seal(&history, &seal, &err), 0);
}

static int
add(unsigned char campaign, int64_t revision)
{
	record.campaign_id.bytes[0] = campaign;
	correction.revision = revision;
	leaf.hash[0] = (uint8_t)(campaign + 10 * revision);
	return history_record(&history, &record, &correction, &leaf, &err);
}

static void
refuses(unsigned char campaign, int64_t revision, const char *words)
{
	ck_assert_int_eq(add(campaign, revision), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_msg(
	    strstr(err.message, words) != NULL, "said: %s", err.message);
	history_release(&history);
}

/* Begins a correction seal over campaigns 1 and 3 of day 0. */
static void
begin_corrections(void)
{
	begin();
	ck_assert_int_eq(add(1, 0), 0);
	ck_assert_int_eq(add(3, 0), 0);
	seal.kind = SEAL_CORRECTION;
	ck_assert_int_eq(history_seal(&history, &seal, &err), 0);
}

START_TEST(a_day_and_its_corrections)
{
	begin_corrections();
	correction.supersedes[0] = 1;
	ck_assert_int_eq(add(1, 1), 0);
	correction.supersedes[0] = 11;
	ck_assert_int_eq(add(1, 2), 0);
	correction.supersedes[0] = 0;
	ck_assert_int_eq(add(2, 1), 0); /* had no record */
	correction.supersedes[0] = 3;
	ck_assert_int_eq(add(3, 1), 0);
	ck_assert_int_eq(history_seal(&history, &seal, &err), 0);
	correction.supersedes[0] = 21;
	ck_assert_int_eq(add(1, 3), 0);
	history_release(&history);
	history_release(&history);
}
END_TEST

START_TEST(a_day_is_sealed_once)
{
	begin();
	ck_assert_int_eq(history_seal(&history, &seal, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.message, "sealed twice"));
	seal.date.days = -5; /* back-filled */
	ck_assert_int_eq(history_seal(&history, &seal, &err), 0);
	history_release(&history);
}
END_TEST

START_TEST(records_stand_in_order)
{
	begin();
	ck_assert_int_eq(add(3, 0), 0);
	refuses(1, 0, "out of order");
	begin();
	ck_assert_int_eq(add(3, 0), 0);
	refuses(3, 0, "out of order");
	begin_corrections();
	correction.supersedes[0] = 3;
	ck_assert_int_eq(add(3, 1), 0);
	refuses(1, 1, "out of order");
	begin_corrections();
	correction.supersedes[0] = 3;
	ck_assert_int_eq(add(3, 1), 0);
	refuses(3, 1, "out of order");
}
END_TEST

START_TEST(records_are_of_their_seal)
{
	static char other[] = "Asia/Tokyo";

	begin();
	refuses(1, 1, "other kind");
	begin_corrections();
	refuses(1, 0, "other kind");
	begin();
	record.date.days = 1;
	refuses(1, 0, "another day");
	begin();
	record.time_zone = other;
	refuses(1, 0, "another zone");
	begin_corrections();
	record.date.days = 1;
	refuses(1, 1, "a day without a seal");
}
END_TEST

START_TEST(corrections_are_linked)
{
	begin_corrections();
	correction.supersedes[0] = 3;
	refuses(1, 1, "does not supersede");
	begin_corrections();
	correction.supersedes[0] = 1;
	refuses(1, 2, "out of turn");
	begin_corrections();
	correction.supersedes[0] = 1;
	refuses(2, 1, "does not supersede");
	begin_corrections();
	correction.supersedes[0] = 1;
	refuses(1, INT64_C(1) << 40, "too many");
}
END_TEST

/* A kind is checked before, so only a caller's mistake gets here. */
START_TEST(a_record_is_sealed_once)
{
	begin();
	ck_assert_int_eq(add(1, 0), 0);
	history.has_before = false;
	refuses(1, 0, "sealed twice");
}
END_TEST

START_TEST(what_was_not_given_is_no_fault)
{
	begin_corrections();
	history.partial = true;
	correction.supersedes[0] = 77;
	ck_assert_int_eq(add(2, 4), 0); /* never seen */
	ck_assert_int_eq(add(3, 2), 0); /* revision 1 not seen */
	correction.supersedes[0] = 1;
	refuses(3, 1, "out of order"); /* but order is */
	begin_corrections();
	history.partial = true;
	correction.supersedes[0] = 77;
	refuses(1, 1, "does not supersede"); /* and so is a known link */
}
END_TEST

int
main(void)
{
	return UNIT_RUN("history", a_day_and_its_corrections,
	    a_day_is_sealed_once, records_stand_in_order,
	    records_are_of_their_seal, corrections_are_linked,
	    a_record_is_sealed_once, what_was_not_given_is_no_fault);
}
