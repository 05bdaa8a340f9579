#include "lib/showings.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64u

/* Sorting takes as much again. */
#define BYTES_PER_PLAY (2 * sizeof(struct held_play))

void
showings_init(struct showings *showings, struct map_budget *budget)
{
	memset(showings, 0, sizeof(*showings));
	showings->budget = budget;
}

void
showings_release(struct showings *showings)
{
	map_budget_give(showings->budget, showings->capacity * BYTES_PER_PLAY);
	free(showings->plays);
	memset(showings, 0, sizeof(*showings));
}

static bool
grow(struct showings *showings)
{
	uint32_t more =
	    showings->capacity ? showings->capacity : FIRST_CAPACITY;
	size_t capacity = (size_t)showings->capacity + more;
	struct held_play *plays;

	if (capacity > UINT32_MAX ||
	    !map_budget_take(showings->budget, more * BYTES_PER_PLAY))
		return false;
	plays = realloc(showings->plays, capacity * sizeof(*plays));
	if (!plays) {
		map_budget_give(showings->budget, more * BYTES_PER_PLAY);
		return false;
	}
	showings->plays = plays;
	showings->capacity = (uint32_t)capacity;
	return true;
}

bool
showings_push(struct showings *showings, const struct held_play *play)
{
	if (showings->count == showings->capacity && !grow(showings))
		return false;
	showings->plays[showings->count++] = *play;
	return true;
}

static int
compare(const void *one, const void *other)
{
	const struct held_play *a = one, *b = other;

	if (a->spot != b->spot)
		return a->spot < b->spot ? -1 : 1;
	return (a->started_at > b->started_at) -
	       (a->started_at < b->started_at);
}

void
showings_sort(struct showings *showings)
{
	if (showings->count > 0)
		qsort(showings->plays, showings->count,
		    sizeof(*showings->plays), compare);
}

bool
showing_equals(const struct held_play *a, const struct held_play *b)
{
	return a->spot == b->spot && a->started_at == b->started_at;
}
