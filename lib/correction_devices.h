/*
 * The devices behind corrections, against the digest that is sealed.
 */
#ifndef LIB_CORRECTION_DEVICES_H
#define LIB_CORRECTION_DEVICES_H

#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"

/*
 * Holds the device rows of every correction of a seal against its
 * devices_sha256.  ERR_DATA naming the first that differs.
 */
int correction_devices_check(struct db *db, int64_t seq, struct err *err);

#endif
