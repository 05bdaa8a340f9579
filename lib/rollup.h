/*
 * The rollup: plays in, counts by campaign, hour, device and store out.
 * Gives every play exactly one verdict (contract, section 4) and forgets it;
 * only the plays of the current slice are held, to find duplicates.  A slice
 * is any interval of start times: duplicates start at the same instant and so
 * never span two.  Pure; one thread a rollup, merged at the end.
 */
#ifndef LIB_ROLLUP_H
#define LIB_ROLLUP_H

#include <stdint.h>

#include "lib/day.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/play.h"
#include "lib/policy.h"
#include "lib/showings.h"

#define ROLLUP_NO_STORE 0 /* store indices in keys are plus one */
#define ROLLUP_MAX_REASONS 1000

struct rollup_campaign {
	struct uuid id;
	int64_t received;
	int64_t hours[24]; /* counted plays */
};

struct rollup_group_key {
	uint32_t campaign; /* index into campaigns */
	uint32_t device;   /* index into devices */
	uint32_t store;    /* index into stores plus one, or ROLLUP_NO_STORE */
};

/* Counted plays of a campaign on a device in a store. */
struct rollup_group {
	struct rollup_group_key key;
	int64_t impressions;
	int64_t duration_seconds;
};

struct rollup_reason {
	char text[(REASON_SIZE + 3) / 4 * 4];
};

struct rollup_exclusion_key {
	uint32_t campaign;
	uint32_t reason; /* index into reasons */
};

struct rollup_exclusion {
	struct rollup_exclusion_key key;
	int64_t count;
};

struct rollup_spot_key {
	struct uuid campaign_id;
	struct uuid device_id;
	struct uuid content_id;
};

/* Plays whose spots are looked up together, see map_hash. */
#define ROLLUP_BATCH 64

struct rollup_batch {
	uint32_t count;
	uint32_t hashes[ROLLUP_BATCH];
	struct play plays[ROLLUP_BATCH]; /* without their status */
};

/*
 * A creative of a campaign on a device: what one showing after another has in
 * common, so that a play is found its place by one look-up.
 */
struct rollup_spot {
	struct rollup_spot_key key;
	int64_t latest;    /* start of the play `held` */
	uint32_t campaign; /* as in rollup_group_key, all four */
	uint32_t device;
	uint32_t home;  /* the device's store */
	uint32_t store; /* of the last play that named one */
	uint32_t slice; /* that `held` belongs to */
	uint32_t held;  /* the play held with the latest start */
	uint32_t group; /* the last one counted in, plus one; 0: none */
};

struct rollup {
	const struct policy *policy;
	const struct day *day;
	const struct map *homes; /* struct rollup_home */
	/* struct uuid: devices a person excludes, set after init; or NULL */
	const struct map *excluded_devices;
	struct map campaigns;  /* struct rollup_campaign */
	struct map devices;    /* struct uuid */
	struct map stores;     /* struct uuid */
	struct map groups;     /* struct rollup_group */
	struct map reasons;    /* struct rollup_reason */
	struct map exclusions; /* struct rollup_exclusion */
	struct map spots;      /* struct rollup_spot, a cache */
	struct rollup_batch batch;
	struct showings held; /* plays of the slice that may count */
	bool held_in_order;   /* a spot's plays came by ascending start */
	uint32_t slice;       /* counts up */
	const struct day_hour *hour; /* of the last play counted */
	int64_t plays_read;
};

/* The store a device stands in: what a play without a store falls back to. */
struct rollup_home {
	struct uuid device_id;
	struct uuid store_id;
};

/*
 * Policy, day and homes are borrowed until release; budget may be NULL.  All
 * maps draw on the budget.
 */
void rollup_init(struct rollup *rollup, const struct policy *policy,
    const struct day *day, const struct map *homes, struct map_budget *budget);
void rollup_release(struct rollup *rollup); /* accepts a zeroed struct */

/*
 * Takes a play that starts within the day.  ERR_DATA when the day has more
 * than ROLLUP_MAX_REASONS reasons, ERR_CONFIG when the budget is exhausted.
 */
int rollup_add(struct rollup *rollup, const struct play *play, struct err *err);

/* Settles the slice: of equal plays one counts, the others are duplicates. */
int rollup_end_slice(struct rollup *rollup, struct err *err);

/* Adds what `from` counted to `into`; both are between slices. */
int
rollup_merge(struct rollup *into, const struct rollup *from, struct err *err);

#endif
