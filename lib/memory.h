/*
 * What a run holds besides its maps, charged to the same budget: a ceiling
 * that counts the maps alone would be none.  Pure.
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include <stddef.h>

#include "lib/err.h"
#include "lib/map.h"

/* What was taken from a budget, to be given back at once. */
struct memory {
	struct map_budget *budget; /* or NULL: no limit */
	size_t taken;
};

/* 0, or -1 with memory_exhausted and nothing taken. */
int memory_take(struct memory *memory, size_t bytes, struct err *err);
void memory_give(struct memory *memory); /* all; accepts a zeroed struct */

/* ERR_CONFIG that says which flag helps, ERR_MEMORY without a limit. */
int memory_exhausted(const struct map_budget *budget, struct err *err);

/* What an allocation of this size costs; nothing for none. */
size_t memory_of(size_t bytes);
size_t memory_of_text(const char *text); /* 0: NULL */

#endif
