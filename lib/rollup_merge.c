#include "lib/rollup_counts.h"

static int
merge_campaigns(struct rollup *into, const struct rollup *from, struct err *err)
{
	for (uint32_t i = 0; i < from->campaigns.count; i++) {
		const struct rollup_campaign *source =
		    map_at(&from->campaigns, i);
		struct rollup_campaign *target;
		bool added;

		target = map_put(&into->campaigns, &source->id, &added);
		if (!target)
			return rollup_memory_exhausted(
			    into->campaigns.budget, err);
		target->received += source->received;
		for (int h = 0; h < 24; h++)
			target->hours[h] += source->hours[h];
	}
	return 0;
}

/* Where `from`'s campaign of this index stands in `into`. */
static uint32_t
translate_campaign(
    const struct rollup *into, const struct rollup *from, uint32_t index)
{
	const void *id = map_at(&from->campaigns, index);

	return map_index(&into->campaigns, map_get(&into->campaigns, id));
}

static int
merge_groups(struct rollup *into, const struct rollup *from, struct err *err)
{
	for (uint32_t i = 0; i < from->groups.count; i++) {
		const struct rollup_group *group = map_at(&from->groups, i);
		struct rollup_group_key key = {ROLLUP_NO_STORE};
		struct rollup_group *target;

		key.campaign =
		    translate_campaign(into, from, group->key.campaign);
		if (rollup_intern(&into->devices,
			map_at(&from->devices, group->key.device), &key.device,
			err) != 0)
			return -1;
		if (group->key.store != ROLLUP_NO_STORE) {
			if (rollup_intern(&into->stores,
				map_at(&from->stores, group->key.store - 1),
				&key.store, err) != 0)
				return -1;
			key.store++;
		}
		target = rollup_group_of(into, &key, err);
		if (!target)
			return -1;
		target->impressions += group->impressions;
		target->duration_seconds += group->duration_seconds;
	}
	return 0;
}

int
rollup_merge(struct rollup *into, const struct rollup *from, struct err *err)
{
	if (merge_campaigns(into, from, err) != 0 ||
	    merge_groups(into, from, err) != 0)
		return -1;
	for (uint32_t i = 0; i < from->exclusions.count; i++) {
		const struct rollup_exclusion *exclusion =
		    map_at(&from->exclusions, i);
		const struct rollup_reason *reason =
		    map_at(&from->reasons, exclusion->key.reason);

		if (rollup_exclude(into,
			translate_campaign(into, from, exclusion->key.campaign),
			reason->text, exclusion->count, err) != 0)
			return -1;
	}
	into->plays_read += from->plays_read;
	return 0;
}
