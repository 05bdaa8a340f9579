/*
 * The tables a rollup counts in; for the rollup's own files.  All return 0, or
 * -1 with ERR_CONFIG when the budget is exhausted.
 */
#ifndef LIB_ROLLUP_COUNTS_H
#define LIB_ROLLUP_COUNTS_H

#include "lib/rollup.h"

/* Says which flag helps; returns -1. */
int rollup_memory_exhausted(const struct map_budget *budget, struct err *err);

/* The index of a key, added if new. */
int rollup_intern(
    struct map *map, const void *key, uint32_t *index, struct err *err);

/* ERR_DATA when there are more than ROLLUP_MAX_REASONS reasons. */
int rollup_exclude(struct rollup *rollup, uint32_t campaign, const char *reason,
    int64_t count, struct err *err);

/* The group of a key, added if new, or NULL. */
struct rollup_group *rollup_group_of(
    struct rollup *rollup, const struct rollup_group_key *key, struct err *err);

#endif
