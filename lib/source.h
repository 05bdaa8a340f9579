/*
 * What the aggregation reads besides the plays: the policy, the hours of a
 * day, campaigns, devices and stores.
 */
#ifndef LIB_SOURCE_H
#define LIB_SOURCE_H

#include <stdint.h>

#include "lib/date.h"
#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"
#include "lib/map.h"
#include "lib/policy.h"
#include "lib/rollup.h"

/*
 * The newest policy, and the date it is now in its time zone by the database's
 * clock.  The caller releases the policy.
 */
int source_policy(
    struct db *db, struct policy *policy, struct date *today, struct err *err);

/* The same for the policy of this id. */
int source_policy_by_id(struct db *db, int64_t id, struct policy *policy,
    struct date *today, struct err *err);

/*
 * The interval and hours of a date.  `*now` is the database's clock.
 * ERR_USAGE when the time zone is unknown or skipped the date.
 */
int source_day(struct db *db, struct date date, const char *time_zone,
    struct day *day, int64_t *now, struct err *err);

/*
 * Fills an initialised map of struct rollup_home; like those below, it draws
 * on the map's budget or the rollup's.
 */
int source_homes(struct db *db, struct map *homes, struct err *err);

/*
 * The campaigns in flight on the day or met by the rollup, by id.  The caller
 * releases.
 */
int source_campaigns(struct db *db, const struct rollup *rollup,
    struct campaigns *campaigns, struct err *err);

/* Fills an initialised map of struct store with the stores of the rollup. */
int source_stores(struct db *db, const struct rollup *rollup,
    struct map *stores, struct err *err);

#endif
