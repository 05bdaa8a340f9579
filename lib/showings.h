/*
 * The plays of a slice that count unless another play of the same showing
 * does, in the order they came.  A showing is a spot (rollup.h) and a start.
 */
#ifndef LIB_SHOWINGS_H
#define LIB_SHOWINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/map.h"

struct held_play {
	int64_t started_at;
	uint32_t spot;  /* index into the rollup's spots */
	uint32_t store; /* as in rollup_group_key */
	int32_t duration_seconds;
};

struct showings {
	struct held_play *plays;
	uint32_t count;
	uint32_t capacity;
	struct map_budget *budget; /* or NULL */
};

void showings_init(struct showings *showings, struct map_budget *budget);
void showings_release(struct showings *showings); /* accepts a zeroed struct */

/*
 * Appends a play.  False when memory or the budget is exhausted, or at
 * 2^32 - 1 plays.  The budget is charged for sorting too.
 */
bool showings_push(struct showings *showings, const struct held_play *play);

/* Brings the plays of a showing together. */
void showings_sort(struct showings *showings);

bool showing_equals(const struct held_play *a, const struct held_play *b);

#endif
