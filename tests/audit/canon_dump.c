/*
 * canon_dump SEED COUNT: random records, one a line, twice: their plain values
 * for tests/oracle/canon_oracle to build the canonical line from, and after a
 * tab the line and leaf that the library makes.  Strings in the values are in
 * hexadecimal, lists are separated by commas, '-' stands for null.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/canon.h"
#include "lib/merkle.h"

/* xorshift64*, so that a seed names its records on every machine. */
static uint64_t state;

static uint64_t
draw(uint64_t bound)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * UINT64_C(2685821657736338717) >> 11) % bound;
}

static int64_t
draw_count(void)
{
	switch (draw(4)) {
	case 0:
		return (int64_t)draw(3);
	case 1:
		return RECORD_MAX_COUNT - (int64_t)draw(3);
	case 2:
		return (int64_t)draw((uint64_t)RECORD_MAX_COUNT + 1);
	default:
		return (int64_t)draw(100000);
	}
}

static uint32_t
draw_character(void)
{
	uint32_t c;

	switch (draw(6)) {
	case 0:
		return 1 + (uint32_t)draw(0x1f);
	case 1:
		return draw(2) ? '"' : '\\';
	case 2:
		return 0x7f + (uint32_t)draw(0x2100);
	case 3:
		return 0xe000 + (uint32_t)draw(0x2000);
	case 4:
		return 0x10000 + (uint32_t)draw(0x100000);
	default:
		c = 0x20 + (uint32_t)draw(0xd7e0);
		return draw(4) ? 0x20 + c % 0x5f : c;
	}
}

static size_t
put_utf8(char *out, uint32_t c)
{
	size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = length; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[length] | c);
	return length;
}

static char *
draw_text(void)
{
	size_t length = draw(5) ? draw(12) : draw(80), used = 0;
	char *text = malloc(length * 4 + 1);

	if (!text)
		abort();
	for (size_t i = 0; i < length; i++)
		used += put_utf8(text + used, draw_character());
	text[used] = '\0';
	return text;
}

static void
draw_bytes(uint8_t *out, size_t length)
{
	for (size_t i = 0; i < length; i++)
		out[i] = (uint8_t)draw(256);
}

static void
draw_named(struct named_counts *counts)
{
	for (size_t i = draw(7); i > 0; i--) {
		char *name = draw_text();

		/* Equal names would add up beyond the range. */
		for (size_t j = 0; j < counts->count && name; j++) {
			if (strcmp(counts->items[j].name, name) == 0) {
				free(name);
				name = NULL;
			}
		}
		if (name && named_counts_add(counts, name, draw_count()) < 0)
			abort();
		free(name);
	}
}

static void
draw_stores(struct record *record)
{
	size_t count = draw(5);

	record->stores = calloc(count + 1, sizeof(*record->stores));
	if (!record->stores)
		abort();
	record->store_count = count;
	for (size_t i = 0; i < count; i++) {
		struct store_count *store = &record->stores[i];

		store->has_id = draw(4) != 0;
		if (store->has_id)
			draw_bytes(store->store_id.bytes, 16);
		store->name = draw_text();
		store->region = draw_text();
		store->impressions = draw_count();
	}
}

static int64_t
draw_instant(void)
{
	/* From the year 1 to the year 9999. */
	return ((int64_t)draw(UINT64_C(315537897600)) - INT64_C(62135596800)) *
	       INSTANT_SECOND;
}

static void
draw_record(struct record *record, struct correction *correction)
{
	memset(record, 0, sizeof(*record));
	memset(correction, 0, sizeof(*correction));
	draw_bytes(record->id.bytes, 16);
	draw_bytes(record->campaign_id.bytes, 16);
	record->has_advertiser = draw(4) != 0;
	draw_bytes(record->advertiser_id.bytes, 16);
	draw_bytes(record->devices_sha256, HASH_SIZE);
	record->campaign_name = draw_text();
	record->time_zone = draw_text();
	record->date.days = (int32_t)draw(3652059) - 719162;
	record->day_start = draw_instant();
	record->day_end = draw_instant();
	record->created_at = draw_instant() + (int64_t)draw(1000000);
	record->policy_id = draw_count();
	record->outside_flight = draw(2);
	record->plays_received = draw_count();
	record->total_impressions = draw_count();
	record->total_duration_seconds = draw_count();
	record->unique_devices = draw_count();
	record->unique_stores = draw_count();
	for (int hour = 0; hour < HOURS_PER_DAY; hour++)
		record->hours[hour] = draw_count();
	draw_named(&record->regions);
	draw_named(&record->exclusions);
	draw_stores(record);
	if (draw(3) == 0) {
		correction->revision = 1 + (int64_t)draw(5);
		correction->reason = (enum correction_reason)draw(REASON_COUNT);
		draw_bytes(correction->supersedes, HASH_SIZE);
	}
}

static void
print_hex(const void *data, size_t length)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < length; i++)
		printf("%02x", bytes[i]);
}

static void
print_value(const char *key, const void *data, size_t length)
{
	printf("%s=", key);
	print_hex(data, length);
	putchar(' ');
}

static void
print_named(const char *key, const struct named_counts *counts)
{
	printf("%s=", key);
	for (size_t i = 0; i < counts->count; i++) {
		print_hex(counts->items[i].name, strlen(counts->items[i].name));
		printf(":%" PRId64 ",", counts->items[i].count);
	}
	putchar(' ');
}

static void
print_stores(const struct record *record)
{
	printf("stores=");
	for (size_t i = 0; i < record->store_count; i++) {
		const struct store_count *store = &record->stores[i];

		if (store->has_id)
			print_hex(store->store_id.bytes, 16);
		else
			putchar('-');
		putchar(':');
		print_hex(store->name, strlen(store->name));
		putchar(':');
		print_hex(store->region, strlen(store->region));
		printf(":%" PRId64 ",", store->impressions);
	}
	putchar(' ');
}

static void
print_counts(const struct record *r)
{
	printf("policy_id=%" PRId64 " plays_received=%" PRId64
	       " total_impressions=%" PRId64 " total_duration_seconds=%" PRId64
	       " unique_devices=%" PRId64 " unique_stores=%" PRId64
	       " outside_flight=%d hours=",
	    r->policy_id, r->plays_received, r->total_impressions,
	    r->total_duration_seconds, r->unique_devices, r->unique_stores,
	    r->outside_flight);
	for (int hour = 0; hour < HOURS_PER_DAY; hour++)
		printf("%" PRId64 ",", r->hours[hour]);
	putchar(' ');
}

/* Instants as seconds and microseconds, dates as days: no text to copy. */
static void
print_times(const struct record *r)
{
	printf("date=%" PRId32 " day_start=%" PRId64 " day_end=%" PRId64
	       " created_at=%" PRId64 " ",
	    r->date.days, r->day_start, r->day_end, r->created_at);
}

static void
print_record(const struct record *r, const struct correction *c)
{
	print_value("id", r->id.bytes, 16);
	print_value("campaign_id", r->campaign_id.bytes, 16);
	if (r->has_advertiser)
		print_value("advertiser_id", r->advertiser_id.bytes, 16);
	else
		printf("advertiser_id=- ");
	print_value("devices_sha256", r->devices_sha256, HASH_SIZE);
	print_value(
	    "campaign_name", r->campaign_name, strlen(r->campaign_name));
	print_value("time_zone", r->time_zone, strlen(r->time_zone));
	print_times(r);
	print_counts(r);
	print_named("regions", &r->regions);
	print_named("exclusions", &r->exclusions);
	print_stores(r);
	if (c->revision > 0) {
		printf("revision=%" PRId64 " reason=%s ", c->revision,
		    correction_reason_name(c->reason));
		print_value("supersedes", c->supersedes, HASH_SIZE);
	}
}

/* Writes, reads back and prints one record. */
static int
dump(struct buf *line, struct err *err)
{
	struct record record, back;
	struct correction correction, back_correction;
	struct merkle_node leaf;
	char text[HASH_HEX_SIZE];

	draw_record(&record, &correction);
	buf_clear(line);
	if (canon_write(&record, &correction, line, err) < 0 ||
	    canon_read(line->data, line->length, &back, &back_correction, err) <
		0 ||
	    merkle_leaf(line->data, line->length, &leaf, err) < 0)
		return -1;
	print_record(&record, &correction);
	printf("\t%s\t%s\n", line->data, hash_format(leaf.hash, text));
	record_release(&record);
	record_release(&back);
	return 0;
}

int
main(int argc, char **argv)
{
	struct buf line;
	struct err err = {0};
	long count;

	if (argc != 3) {
		fprintf(stderr, "usage: canon_dump SEED COUNT\n");
		return 64;
	}
	state = strtoull(argv[1], NULL, 10) * 2 + 1;
	count = strtol(argv[2], NULL, 10);
	buf_init(&line, CANON_MAX_LENGTH);
	for (long i = 0; i < count; i++) {
		if (dump(&line, &err) < 0) {
			fprintf(stderr, "canon_dump: %s\n", err.message);
			return 1;
		}
	}
	buf_release(&line);
	return fflush(stdout) == 0 ? 0 : 1;
}
