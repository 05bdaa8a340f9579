/*
 * Seals: the records of a day as the database has them, read back, hashed into
 * a tree, and its root put into the chain.
 */
#ifndef LIB_SEALER_H
#define LIB_SEALER_H

#include <stddef.h>

#include "lib/chain.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/seal.h"

/*
 * Seals a date within the transaction under way: its records are read back,
 * with the devices behind each, and a day seal is appended.  ERR_DATA when what
 * is read back does not agree with itself.  `budget` is of the memory it takes;
 * NULL: no limit.
 */
int sealer_seal_day(struct db *db, struct date date, const char *time_zone,
    const char *origin, struct map_budget *budget, struct seal *seal,
    struct err *err);

/*
 * The same for the corrections that name the next seal's number `seq`; `date`
 * and `time_zone` are those of the run.
 */
int sealer_seal_corrections(struct db *db, int64_t seq, struct date date,
    const char *time_zone, const char *origin, struct seal *seal,
    struct err *err);

/*
 * Reads what a seal covers and holds number and root against it: ERR_DATA
 * when they differ.
 */
int sealer_check(struct db *db, const struct seal *seal,
    struct map_budget *budget, struct err *err);

/*
 * Seals the days that were aggregated before there were seals, oldest first,
 * each in a transaction of its own.  *count is how many.
 */
int sealer_seal_old_days(struct db *db, const char *origin,
    struct map_budget *budget, size_t *count, struct err *err);

#endif
