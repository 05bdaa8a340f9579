/*
 * The proof-of-play record of one campaign and one day (contract, section 5),
 * and the check that its books balance.  Pure: no database, no output.
 */
#ifndef LIB_RECORD_H
#define LIB_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/err.h"
#include "lib/uuid.h"

#define HOURS_PER_DAY 24

/* Largest count a record may hold: 2^53 - 1, exact in every JSON reader. */
#define RECORD_MAX_COUNT INT64_C(9007199254740991)

/* A name and a count: a region, or a reason of exclusion. */
struct named_count {
	char *name;
	int64_t count;
};

struct named_counts {
	struct named_count *items; /* names unique, in bytewise order */
	size_t count;
};

struct store_count {
	bool has_id; /* false: the plays without a store, "unassigned" */
	struct uuid store_id;
	char *name;
	char *region;
	int64_t impressions;
};

/* One device in one store. */
struct device_count {
	struct uuid device_id;
	struct uuid store_id; /* nil when !has_store */
	bool has_store;
	int64_t impressions;
	int64_t duration_seconds;
};

struct record {
	struct uuid id; /* given by the database; nil before writing */
	struct uuid campaign_id;
	bool has_advertiser;
	struct uuid advertiser_id;
	char *campaign_name;
	struct date date;
	char *time_zone;
	int64_t day_start, day_end; /* instants, half open */
	int64_t policy_id;
	bool outside_flight;
	int64_t total_impressions;
	int64_t unique_devices;
	int64_t unique_stores;
	int64_t total_duration_seconds;
	int64_t hours[HOURS_PER_DAY];
	struct named_counts regions;
	struct store_count *stores; /* impressions descending, then id */
	size_t store_count;
	int64_t plays_received;
	struct named_counts exclusions;
	struct device_count *devices; /* by device, then store, none first */
	size_t device_count;          /* 0 too when they were not read */
	uint8_t devices_sha256[32];
	int64_t created_at; /* instant; given by the database */
};

void record_release(struct record *record); /* accepts a zeroed struct */

/* The bytes a record holds, beyond the struct and its devices. */
size_t record_memory(const struct record *record);

/* The order of a record's stores: impressions descending, id, none last. */
int
store_count_compare(const struct store_count *a, const struct store_count *b);

/* The order of a record's devices: device, then store, none first. */
int device_count_compare(
    const struct device_count *a, const struct device_count *b);

/*
 * Adds to the count of a name, keeping order.  Returns 0, or -1 when out of
 * memory.  Linear in the number of names.
 */
int
named_counts_add(struct named_counts *counts, const char *name, int64_t count);
void named_counts_release(struct named_counts *counts);

/* Sum of all counts. */
int64_t named_counts_total(const struct named_counts *counts);

/*
 * Holds the books against each other: received = counted + excluded; hours,
 * regions, stores and devices each sum to the impressions, the devices'
 * seconds to the duration; uniques equal those of the device rows; nothing is
 * negative or above RECORD_MAX_COUNT.  Returns 0, or -1 with ERR_DATA naming
 * the campaign, the date and the sums that differ.
 */
int record_balance(const struct record *record, struct err *err);

/*
 * SHA-256 over the device rows, one line each: "device_id SP store_id-or-- SP
 * impressions SP duration_seconds LF" (audit design, section 1).
 */
int record_hash_devices(
    const struct record *record, uint8_t digest[32], struct err *err);

#endif
