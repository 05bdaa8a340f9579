/*
 * make_chain DIR DAYS RECORDS: a chain of day seals with as many made-up
 * records each, from 2016-01-01 on, as a publication directory would hold it:
 * for measuring.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/canon.h"
#include "lib/file.h"
#include "lib/merkle.h"
#include "lib/seal.h"

#define DAY (INT64_C(86400) * INSTANT_SECOND)

static void
die(const char *words)
{
	fprintf(stderr, "make_chain: %s\n", words);
	exit(1);
}

/* A record of 20 stores; all that differs is campaign, day and id. */
static void
make_record(struct record *record)
{
	static char names[20][16];

	memset(record, 0, sizeof(*record));
	record->campaign_name = strdup("Campaign");
	record->time_zone = strdup("UTC");
	record->stores = calloc(20, sizeof(*record->stores));
	record->store_count = 20;
	record->policy_id = 1;
	for (int i = 0; i < 20 && record->stores; i++) {
		struct store_count *store = &record->stores[i];

		snprintf(names[i], sizeof(names[i]), "Store %d", i);
		store->has_id = true;
		store->store_id.bytes[15] = (uint8_t)i;
		store->name = strdup(names[i]);
		store->region = strdup("North");
		store->impressions = 100;
		if (!store->name || !store->region)
			die("out of memory");
	}
	if (!record->campaign_name || !record->time_zone || !record->stores ||
	    named_counts_add(&record->regions, "North", 2000) < 0)
		die("out of memory");
	record->hours[9] = record->total_impressions = 2000;
	record->plays_received = 2000;
	record->total_duration_seconds = 30000;
	record->unique_devices = record->unique_stores = 20;
}

static void
set_day(struct record *record, int day)
{
	if (date_parse("2016-01-01", &record->date) < 0)
		die("impossible");
	record->date = date_add_days(record->date, day);
	record->day_start = record->date.days * DAY;
	record->day_end = record->day_start + DAY;
	record->created_at = record->day_end + 600 * INSTANT_SECOND;
}

static void
set_number(struct record *record, int day, int number)
{
	memcpy(record->id.bytes, &day, sizeof(day));
	memcpy(record->id.bytes + 4, &number, sizeof(number));
	for (int i = 0; i < 4; i++)
		record->campaign_id.bytes[i] =
		    (uint8_t)(number >> (24 - 8 * i));
}

static void
save(int directory, int64_t seq, const char *suffix, const char *text,
    size_t length)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "/dev/fd/%d/%06d.%.16s", directory,
	    (int)seq, suffix);
	file = fopen(path, "w");
	if (!file || fwrite(text, 1, length, file) != length ||
	    fclose(file) != 0)
		die("cannot write");
}

static void
make_day(
    int directory, struct record *record, int day, int count, struct seal *seal)
{
	struct buf records, leaves;
	struct merkle_node leaf;
	struct merkle tree;
	struct err err = {0};
	char text[SEAL_TEXT_SIZE], hex[HASH_HEX_SIZE];
	int length;

	buf_init(&records, (size_t)1 << 30);
	buf_init(&leaves, (size_t)1 << 30);
	buf_puts(&records, "");
	buf_puts(&leaves, "");
	set_day(record, day);
	if (merkle_init(&tree, &err) < 0)
		die(err.message);
	for (int i = 0; i < count; i++) {
		size_t from = records.length;

		set_number(record, day, i);
		if (canon_write(record, NULL, &records, &err) < 0 ||
		    merkle_leaf(records.data + from, records.length - from,
			&leaf, &err) < 0 ||
		    merkle_add(&tree, &leaf, &err) < 0)
			die(err.message);
		buf_puts(&records, "\n");
		buf_printf(&leaves, "%s\n", hash_format(leaf.hash, hex));
	}
	seal->seq = day + 1;
	seal->date = record->date;
	seal->records = count;
	seal->sealed = record->day_end + 601 * INSTANT_SECOND;
	if (merkle_root(&tree, &seal->root, &err) < 0)
		die(err.message);
	length = seal_format(seal, text, &err);
	if (length < 0)
		die(err.message);
	save(directory, seal->seq, "records", records.data, records.length);
	save(directory, seal->seq, "leaves", leaves.data, leaves.length);
	save(directory, seal->seq, "seal", text, (size_t)length);
	if (hash_bytes(text, (size_t)length, seal->prev, &err) < 0)
		die(err.message);
	merkle_release(&tree);
	buf_release(&records);
	buf_release(&leaves);
}

int
main(int argc, char **argv)
{
	struct seal seal = {.origin = "retail.example/pop", .zone = "UTC"};
	struct record record;
	struct err err = {0};
	int directory, days, count;

	if (argc != 4)
		die("usage: make_chain DIR DAYS RECORDS");
	days = (int)strtol(argv[2], NULL, 10);
	count = (int)strtol(argv[3], NULL, 10);
	directory = file_open_directory(argv[1], &err);
	if (directory < 0)
		die(err.message);
	make_record(&record);
	for (int day = 0; day < days; day++)
		make_day(directory, &record, day, count, &seal);
	record_release(&record);
	close(directory);
	return 0;
}
