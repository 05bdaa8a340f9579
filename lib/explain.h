/*
 * How one record comes about: every play of a campaign and day with its
 * verdict, summed by reason with examples.  A second way to the same numbers,
 * play by play and by sorting, so it also checks the first.
 */
#ifndef LIB_EXPLAIN_H
#define LIB_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/policy.h"
#include "lib/uuid.h"

#define EXPLAIN_EXAMPLES 3
#define EXPLAIN_MAX_REASONS 100

/* The plays of one reason. */
struct explain_reason {
	char reason[REASON_SIZE]; /* "counted" for those that count */
	int64_t plays;
	int64_t duration_seconds;               /* of counted plays */
	struct uuid examples[EXPLAIN_EXAMPLES]; /* the earliest plays */
	size_t example_count;
};

struct explain {
	int64_t plays_received;
	struct explain_reason reasons[EXPLAIN_MAX_REASONS];
	size_t reason_count; /* the first one is "counted" */
	int64_t devices;     /* behind the counted plays */
	int64_t stores;
	int64_t without_store; /* counted plays */
};

/* What is to be explained, all borrowed. */
struct explain_request {
	const struct uuid *campaign;
	const struct policy *policy;
	const struct day *day;
	const struct map *homes; /* struct rollup_home */
	/*
	 * A person excluded devices from the record that holds: counted plays
	 * of devices that are not among these struct uuid are
	 * "device_excluded".  NULL: nobody did.
	 */
	const struct map *devices;
};

/* Fills an initialised map with the devices behind what holds. */
int explain_devices(struct db *db, const struct uuid *campaign,
    struct date date, struct map *devices, struct err *err);

/*
 * Reads and judges the plays of a campaign.  Holds all plays of the campaign's
 * day in memory, within the budget of `homes`.
 */
int explain_campaign(struct db *db, const struct explain_request *request,
    struct explain *explain, struct err *err);

#endif
