#include "lib/memory.h"

#include <string.h>

#define ALLOCATION 16u /* what malloc rounds up to, and adds */

int
memory_take(struct memory *memory, size_t bytes, struct err *err)
{
	if (!map_budget_take(memory->budget, bytes))
		return memory_exhausted(memory->budget, err);
	memory->taken += bytes;
	return 0;
}

void
memory_give(struct memory *memory)
{
	map_budget_give(memory->budget, memory->taken);
	memory->taken = 0;
}

int
memory_exhausted(const struct map_budget *budget, struct err *err)
{
	if (!budget || budget->limit == 0)
		return err_memory(err);
	err_set(err, ERR_CONFIG,
	    "what the day needs does not fit into %zu MB of memory",
	    budget->limit >> 20);
	return err_detail(
	    err, "Raise --max-memory; fewer --jobs would not be enough.");
}

size_t
memory_of(size_t bytes)
{
	if (bytes == 0)
		return 0;
	return (bytes + ALLOCATION - 1) / ALLOCATION * ALLOCATION + ALLOCATION;
}

size_t
memory_of_text(const char *text)
{
	return text ? memory_of(strlen(text) + 1) : 0;
}
