/* lib/rollup, lib/ledger: plays in, balanced records out, in any order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ledger.h"
#include "lib/rollup.h"
#include "tests/unit/unit.h"

#define HOUR (3600 * INSTANT_SECOND)

static struct policy policy = {.id = 7,
    .max_duration_seconds = 86400,
    .clock_skew_seconds = 600,
    .dedupe = true};
static struct day day = {.time_zone = "UTC"};
static struct map homes;
static struct err err;

static struct uuid
uuid_of(int kind, int number)
{
	struct uuid uuid = {{0}};

	uuid.bytes[0] = (uint8_t)kind;
	for (int i = 0; i < 4; i++)
		uuid.bytes[15 - i] = (uint8_t)(number >> 8 * i);
	return uuid;
}

enum {
	CAMPAIGN = 1,
	DEVICE,
	STORE
};

static void
setup(void)
{
	struct uuid device = uuid_of(DEVICE, 9);
	struct rollup_home *home;
	bool added;

	policy_add_status(&policy, "completed");
	for (int h = 0; h < 24; h++)
		day_add_hour(&day,
		    &(struct day_hour){h, h * HOUR, (h + 1) * HOUR}, 1, &err);
	map_init(&homes, sizeof(struct uuid), sizeof(struct rollup_home), NULL);
	home = map_put(&homes, &device, &added);
	home->store_id = uuid_of(STORE, 5);
}

static void
teardown(void)
{
	map_release(&homes);
	policy_release(&policy);
}

static struct play
play_of(int campaign, int device, int store, int64_t started_at, int seconds)
{
	return (struct play){.campaign_id = uuid_of(CAMPAIGN, campaign),
	    .device_id = uuid_of(DEVICE, device),
	    .has_store = store != 0,
	    .store_id = uuid_of(STORE, store),
	    .started_at = started_at,
	    .has_duration = true,
	    .duration_seconds = seconds,
	    .status = "COMPLETED",
	    .status_length = 9};
}

static void
add(struct rollup *rollup, struct play play)
{
	ck_assert_int_eq(rollup_add(rollup, &play, &err), 0);
}

/* The record of campaign 1, in flight, after the slice has ended. */
static void
make(struct ledger *ledger, struct rollup *rollup)
{
	struct campaign campaign = {.id = uuid_of(CAMPAIGN, 1),
	    .name = (char *)(uintptr_t) "One",
	    .in_flight = true};
	const struct campaigns campaigns = {.items = &campaign, .count = 1};
	struct map stores;

	map_init(&stores, sizeof(struct uuid), sizeof(struct store), NULL);
	ck_assert_int_eq(rollup_end_slice(rollup, &err), 0);
	ck_assert_msg(
	    ledger_make(ledger, rollup, &campaigns, &stores, &err) == 0, "%s",
	    err.message);
	stores_release(&stores);
}

START_TEST(zero_is_a_record)
{
	struct rollup rollup;
	struct ledger ledger;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	make(&ledger, &rollup);
	ck_assert_uint_eq(ledger.count, 1);
	ck_assert_int_eq(ledger.records[0].plays_received, 0);
	ck_assert_int_eq(ledger.records[0].policy_id, 7);
	ck_assert(!ledger.records[0].outside_flight);
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

START_TEST(counts_by_hour_store_and_device)
{
	struct rollup rollup;
	struct ledger ledger;
	struct uuid orphan;
	const struct record *record;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	add(&rollup, play_of(1, 1, 1, 0, 10));
	add(&rollup, play_of(1, 1, 2, HOUR, 20));
	add(&rollup, play_of(1, 9, 0, HOUR + 1, 30)); /* at home: store 5 */
	add(&rollup, play_of(1, 2, 0, 24 * HOUR - 1, 40)); /* nowhere */
	add(&rollup, play_of(2, 2, 0, 5, 40));             /* an orphan */
	make(&ledger, &rollup);
	record = &ledger.records[0];
	ck_assert_int_eq(record->total_impressions, 4);
	ck_assert_int_eq(record->unique_devices, 3);
	ck_assert_int_eq(record->unique_stores, 3);
	ck_assert_int_eq(record->total_duration_seconds, 100);
	ck_assert_int_eq(record->hours[0], 1);
	ck_assert_int_eq(record->hours[1], 2);
	ck_assert_int_eq(record->hours[23], 1);
	ck_assert_uint_eq(record->store_count, 4);
	ck_assert_str_eq(record->stores[0].name, "unknown");
	ck_assert(!record->stores[3].has_id);
	ck_assert_str_eq(record->stores[3].name, "unassigned");
	ck_assert_uint_eq(record->regions.count, 1);
	ck_assert_str_eq(record->regions.items[0].name, "unassigned");
	ck_assert_int_eq(ledger.plays_read, 5);
	ck_assert_int_eq(ledger.orphans, 1);
	orphan = uuid_of(CAMPAIGN, 2);
	ck_assert(uuid_compare(&ledger.orphan_campaign, &orphan) == 0);
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

START_TEST(a_device_cannot_play_longer_than_the_day)
{
	struct rollup rollup;
	struct ledger ledger;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	add(&rollup, play_of(1, 1, 1, 0, 86400));
	add(&rollup, play_of(1, 2, 1, 0, 86400));
	add(&rollup, play_of(1, 2, 2, 1, 1));
	add(&rollup, play_of(1, 3, 2, 1, 86400));
	add(&rollup, play_of(1, 3, 3, 2, 86400));
	make(&ledger, &rollup);
	ck_assert_int_eq(ledger.overfull_devices, 2);
	ck_assert_int_eq(ledger.overfull_device.bytes[15], 3);
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

/* All orders of four equal showings: the least claim counts. */
START_TEST(the_shortest_duplicate_counts_in_any_order)
{
	const struct play plays[] = {play_of(1, 1, 2, 50, 30),
	    play_of(1, 1, 0, 50, 10), play_of(1, 1, 3, 50, 10),
	    play_of(1, 1, 1, 50, 20)};

	for (int order = 0; order < 256; order++) {
		int at[4] = {
		    order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 & 3};
		struct rollup rollup;
		struct ledger ledger;

		if ((1 << at[0] | 1 << at[1] | 1 << at[2] | 1 << at[3]) != 15)
			continue;
		rollup_init(&rollup, &policy, &day, &homes, NULL);
		for (int i = 0; i < 4; i++)
			add(&rollup, plays[at[i]]);
		make(&ledger, &rollup);
		ck_assert_int_eq(ledger.records[0].total_impressions, 1);
		ck_assert_int_eq(ledger.records[0].total_duration_seconds, 10);
		ck_assert(ledger.records[0].stores[0].has_id);
		ck_assert_int_eq(
		    ledger.records[0].stores[0].store_id.bytes[15], 3);
		ck_assert_str_eq(
		    ledger.records[0].exclusions.items[0].name, "duplicate");
		ck_assert_int_eq(
		    ledger.records[0].exclusions.items[0].count, 3);
		ledger_release(&ledger);
		rollup_release(&rollup);
	}
}
END_TEST

START_TEST(another_content_is_no_duplicate)
{
	struct play play = play_of(1, 1, 1, 50, 10);
	struct rollup rollup;
	struct ledger ledger;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	add(&rollup, play);
	play.content_id = uuid_of(9, 9);
	add(&rollup, play);
	play.started_at++;
	add(&rollup, play);
	make(&ledger, &rollup);
	ck_assert_int_eq(ledger.records[0].total_impressions, 3);
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

START_TEST(without_dedupe_all_count)
{
	struct rollup rollup;
	struct ledger ledger;

	policy.dedupe = false;
	rollup_init(&rollup, &policy, &day, &homes, NULL);
	add(&rollup, play_of(1, 1, 1, 50, 10));
	add(&rollup, play_of(1, 1, 1, 50, 10));
	make(&ledger, &rollup);
	ck_assert_int_eq(ledger.records[0].total_impressions, 2);
	policy.dedupe = true;
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

/* A pseudo-random day, whole or split over three merged rollups. */
static void
add_many(struct rollup *rollups, int count)
{
	uint32_t state = 42;

	for (int i = 0; i < 5000; i++) {
		struct play play;

		state = state * 1664525u + 1013904223u;
		play = play_of(1 + (int)(state >> 28) % 3,
		    (int)(state >> 20 & 15), (int)(state >> 16 & 3),
		    (state >> 8 & 63) * HOUR / 4, (int)(state >> 4 & 15));
		if (state >> 30 == 1)
			play.status = "PARTIALLY";
		/* Equal showings must meet in one rollup, as in a slice. */
		add(&rollups[play.started_at / HOUR % count], play);
	}
}

START_TEST(merging_changes_nothing)
{
	struct rollup whole, parts[3], merged;
	struct ledger a, b;

	rollup_init(&whole, &policy, &day, &homes, NULL);
	rollup_init(&merged, &policy, &day, &homes, NULL);
	for (int i = 0; i < 3; i++)
		rollup_init(&parts[i], &policy, &day, &homes, NULL);
	add_many(&whole, 1);
	add_many(parts, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(rollup_end_slice(&parts[i], &err), 0);
		ck_assert_int_eq(rollup_merge(&merged, &parts[i], &err), 0);
	}
	make(&a, &whole);
	make(&b, &merged);
	ck_assert_int_eq(a.plays_read, 5000);
	ck_assert_int_eq(b.plays_read, 5000);
	ck_assert_int_gt(a.counted, 100);
	ck_assert_int_gt(a.excluded, 100);
	ck_assert_int_gt(a.orphans, 100);
	ck_assert_int_eq(a.counted, b.counted);
	ck_assert_int_eq(a.orphans, b.orphans);
	ck_assert_mem_eq(
	    a.records[0].hours, b.records[0].hours, sizeof(a.records[0].hours));
	ck_assert_mem_eq(
	    a.records[0].devices_sha256, b.records[0].devices_sha256, 32);
	ledger_release(&a);
	ledger_release(&b);
	for (int i = 0; i < 3; i++)
		rollup_release(&parts[i]);
	rollup_release(&whole);
	rollup_release(&merged);
}
END_TEST

/* A few spots with many duplicates, at the `index`-th place of an order. */
static struct play
dirty_play(int index)
{
	uint32_t mix = (uint32_t)index * 2654435761u;
	struct play play = play_of(1, (int)(mix >> 30), (int)(mix >> 28 & 3),
	    index / 16 * (HOUR / 2), 1 + (int)(mix >> 20 & 7));

	play.content_id = uuid_of(CAMPAIGN, (int)(mix >> 27 & 1));
	return play;
}

/* 0 to 511 ascending, descending and in a mixed order. */
static int
place(int order, int i)
{
	return order == 0 ? i : order == 1 ? 511 - i : i * 37 % 512;
}

START_TEST(the_order_changes_nothing)
{
	struct ledger ledgers[3];

	for (int order = 0; order < 3; order++) {
		struct rollup rollup;

		rollup_init(&rollup, &policy, &day, &homes, NULL);
		for (int i = 0; i < 512; i++)
			add(&rollup, dirty_play(place(order, i)));
		make(&ledgers[order], &rollup);
		rollup_release(&rollup);
	}
	ck_assert_int_gt(ledgers[0].excluded, 100);
	ck_assert_int_gt(ledgers[0].counted, 100);
	for (int order = 1; order < 3; order++) {
		const struct record *a = ledgers[0].records;
		const struct record *b = ledgers[order].records;

		ck_assert_int_eq(ledgers[0].counted, ledgers[order].counted);
		ck_assert_int_eq(
		    a->total_duration_seconds, b->total_duration_seconds);
		ck_assert_mem_eq(a->hours, b->hours, sizeof(a->hours));
		ck_assert_mem_eq(a->devices_sha256, b->devices_sha256, 32);
	}
	for (int order = 0; order < 3; order++)
		ledger_release(&ledgers[order]);
}
END_TEST

/* Two slices, each with more creatives than are kept from one to the next. */
START_TEST(any_number_of_creatives_counts)
{
	enum {
		CREATIVES = 140000
	};
	struct rollup rollup;
	struct ledger ledger;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	for (int i = 0; i < 2 * CREATIVES; i++) {
		struct play play =
		    play_of(1, 1, 1, i / CREATIVES * HOUR, 1 + i % 2);

		play.content_id = uuid_of(CAMPAIGN, i % CREATIVES);
		add(&rollup, play);
		if (i == CREATIVES - 1)
			ck_assert_int_eq(rollup_end_slice(&rollup, &err), 0);
	}
	make(&ledger, &rollup);
	ck_assert_int_eq(ledger.counted, 2 * CREATIVES);
	ck_assert_int_eq(ledger.records[0].hours[0], CREATIVES);
	ck_assert_int_eq(ledger.records[0].hours[1], CREATIVES);
	ck_assert_int_eq(
	    ledger.records[0].total_duration_seconds, 3 * CREATIVES);
	ledger_release(&ledger);
	rollup_release(&rollup);
}
END_TEST

START_TEST(too_many_statuses_are_refused)
{
	struct rollup rollup;
	struct play play = play_of(1, 1, 1, 0, 1);
	char status[16];
	int i, rc = 0;

	rollup_init(&rollup, &policy, &day, &homes, NULL);
	play.status = status;
	for (i = 0; rc == 0 && i < 2000; i++) {
		play.status_length =
		    (size_t)snprintf(status, sizeof(status), "S%d", i);
		rc = rollup_add(&rollup, &play, &err);
	}
	ck_assert_int_eq(rc, -1);
	ck_assert_int_eq(i, ROLLUP_MAX_REASONS + 1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	rollup_release(&rollup);
}
END_TEST

START_TEST(the_budget_is_kept_and_explained)
{
	struct map_budget budget = {.limit = 1 << 20};
	struct rollup rollup;
	int rc = 0;

	rollup_init(&rollup, &policy, &day, &homes, &budget);
	for (int i = 0; rc == 0 && i < 1000000; i++) {
		struct play play = play_of(1, 1, 1, i, 1);

		rc = rollup_add(&rollup, &play, &err);
	}
	ck_assert_int_eq(rc, -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.detail, "--max-memory"));
	rollup_release(&rollup);
	ck_assert_uint_eq(budget.used, 0);
}
END_TEST

int
main(void)
{
	int failed;

	setup();
	failed = UNIT_RUN("rollup", zero_is_a_record,
	    counts_by_hour_store_and_device,
	    the_shortest_duplicate_counts_in_any_order,
	    a_device_cannot_play_longer_than_the_day,
	    another_content_is_no_duplicate, without_dedupe_all_count,
	    merging_changes_nothing, the_order_changes_nothing,
	    any_number_of_creatives_counts, too_many_statuses_are_refused,
	    the_budget_is_kept_and_explained);
	teardown();
	return failed;
}
