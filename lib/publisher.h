/*
 * From the chain in the database to the publication directory.
 */
#ifndef LIB_PUBLISHER_H
#define LIB_PUBLISHER_H

#include "lib/db.h"
#include "lib/err.h"
#include "lib/map.h"
#include "lib/publish.h"

/*
 * The newest published seal must stand in the chain byte for byte: ERR_DATA
 * when the database is behind what was published, or different.
 */
int
publisher_check_head(struct publish *publish, struct db *db, struct err *err);

/*
 * Publishes every seal of the chain that is not yet: each is read back from
 * what is committed and held against its root first, so that nothing is signed
 * that is not there.  Begins and ends transactions of its own.  The records of
 * one seal are held at a time, within the budget.
 */
int publisher_publish(struct publish *publish, struct db *db,
    struct map_budget *budget, struct err *err);

#endif
