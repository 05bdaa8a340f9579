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
	struct map contents;   /* struct uuid, of the slice */
	struct map pending;    /* plays of the slice that may count */
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
