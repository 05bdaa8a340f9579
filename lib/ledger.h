/*
 * The ledger: the records of a day, made from its rollup.  Pure.
 */
#ifndef LIB_LEDGER_H
#define LIB_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/map.h"
#include "lib/memory.h"
#include "lib/record.h"
#include "lib/rollup.h"

/* A campaign that may have a record: in flight that day, or played. */
struct campaign {
	struct uuid id;
	bool has_advertiser;
	struct uuid advertiser_id;
	char *name; /* owned */
	bool in_flight;
};

struct campaigns {
	struct campaign *items; /* in order of id */
	size_t count;
	size_t capacity;
	struct memory memory;
};

/* What is known of a store; entries of a map keyed by id. */
struct store {
	struct uuid id;
	char *name;   /* owned */
	char *region; /* owned, NULL when it has none */
};

struct ledger {
	struct record *records; /* in order of campaign_id */
	size_t count;
	int64_t plays_read;
	int64_t counted;
	int64_t excluded;
	int64_t orphans; /* plays of unknown campaigns: in no record */
	struct uuid orphan_campaign;    /* the one with the most of them */
	struct named_counts exclusions; /* of the day, by reason */
	int64_t overfull_devices;    /* counted for longer than the day lasts */
	struct uuid overfull_device; /* the worst of them */
	size_t largest; /* bytes of the record with the most in it */
	struct memory memory;
};

/*
 * Makes the records of `campaigns` out of the rollup: every campaign gets one,
 * a campaign without plays one of zeros.  `stores` maps ids to struct store.
 * Each record's books are checked (record_balance), and plays_read = counted +
 * excluded + orphans over the day.  Draws on the rollup's budget until
 * release.  On failure nothing is left to release.
 */
int ledger_make(struct ledger *ledger, const struct rollup *rollup,
    const struct campaigns *campaigns, const struct map *stores,
    struct err *err);
void ledger_release(struct ledger *ledger); /* accepts a zeroed struct */

void campaigns_release(struct campaigns *campaigns);
void stores_release(struct map *stores); /* a map of struct store */

#endif
