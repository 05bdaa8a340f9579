#include "lib/rollup_counts.h"

#include <string.h>

int
rollup_memory_exhausted(const struct map_budget *budget, struct err *err)
{
	if (!budget || budget->limit == 0)
		return err_memory(err);
	err_set(err, ERR_CONFIG,
	    "cannot roll up the day within %zu MB of memory",
	    budget->limit >> 20);
	return err_detail(err,
	    "Raise --max-memory, or lower --jobs so that fewer slices are "
	    "held at once.");
}

int
rollup_intern(
    struct map *map, const void *key, uint32_t *index, struct err *err)
{
	bool added;
	void *entry = map_put(map, key, &added);

	if (!entry)
		return rollup_memory_exhausted(map->budget, err);
	*index = map_index(map, entry);
	return 0;
}

int
rollup_exclude(struct rollup *rollup, uint32_t campaign, const char *reason,
    int64_t count, struct err *err)
{
	struct rollup_reason text;
	struct rollup_exclusion_key key = {.campaign = campaign};
	struct rollup_exclusion *exclusion;
	bool added;

	memset(&text, 0, sizeof(text));
	memcpy(text.text, reason, strlen(reason));
	if (rollup_intern(&rollup->reasons, &text, &key.reason, err) != 0)
		return -1;
	if (rollup->reasons.count > ROLLUP_MAX_REASONS) {
		err_set(err, ERR_DATA,
		    "the day's plays have more than %d different statuses",
		    ROLLUP_MAX_REASONS);
		return err_detail(err,
		    "A status is one of a few words; check what "
		    "pop.source_play gives as status.");
	}
	exclusion = map_put(&rollup->exclusions, &key, &added);
	if (!exclusion)
		return rollup_memory_exhausted(rollup->exclusions.budget, err);
	exclusion->count += count;
	return 0;
}

struct rollup_group *
rollup_group_of(
    struct rollup *rollup, const struct rollup_group_key *key, struct err *err)
{
	bool added;
	struct rollup_group *group = map_put(&rollup->groups, key, &added);

	if (!group)
		rollup_memory_exhausted(rollup->groups.budget, err);
	return group;
}
