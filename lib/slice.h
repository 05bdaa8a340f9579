/*
 * A slice: the plays that start in an interval, streamed into a rollup.
 */
#ifndef LIB_SLICE_H
#define LIB_SLICE_H

#include <stdatomic.h>
#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/rollup.h"
#include "lib/slices.h"

/*
 * Reads the plays that start in the slice, adds each to the rollup and
 * settles it.  `*read` goes up as rows come, for whoever watches.
 */
int slice_read(struct db *db, const struct slice *slice, struct rollup *rollup,
    _Atomic int64_t *read, struct err *err);

#endif
