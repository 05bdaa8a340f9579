#include "lib/rollup.h"

#include <string.h>

/* Plays are the same showing when these agree (section 4, rule 4). */
struct showing {
	int64_t started_at;
	uint32_t campaign;
	uint32_t device;
	uint32_t content;
	uint32_t zero;
};

struct pending_play {
	struct showing showing;
	int32_t duration_seconds;
	uint32_t store; /* as in rollup_group_key */
};

void
rollup_init(struct rollup *rollup, const struct policy *policy,
    const struct day *day, const struct map *homes, struct map_budget *budget)
{
	memset(rollup, 0, sizeof(*rollup));
	rollup->policy = policy;
	rollup->day = day;
	rollup->homes = homes;
	map_init(&rollup->campaigns, sizeof(struct uuid),
	    sizeof(struct rollup_campaign), budget);
	map_init(
	    &rollup->devices, sizeof(struct uuid), sizeof(struct uuid), budget);
	map_init(
	    &rollup->stores, sizeof(struct uuid), sizeof(struct uuid), budget);
	map_init(&rollup->groups, sizeof(struct rollup_group_key),
	    sizeof(struct rollup_group), budget);
	map_init(&rollup->reasons, sizeof(struct rollup_reason),
	    sizeof(struct rollup_reason), budget);
	map_init(&rollup->exclusions, sizeof(struct rollup_exclusion_key),
	    sizeof(struct rollup_exclusion), budget);
	map_init(&rollup->contents, sizeof(struct uuid), sizeof(struct uuid),
	    budget);
	map_init(&rollup->pending, sizeof(struct showing),
	    sizeof(struct pending_play), budget);
}

void
rollup_release(struct rollup *rollup)
{
	map_release(&rollup->campaigns);
	map_release(&rollup->devices);
	map_release(&rollup->stores);
	map_release(&rollup->groups);
	map_release(&rollup->reasons);
	map_release(&rollup->exclusions);
	map_release(&rollup->contents);
	map_release(&rollup->pending);
}

static int
memory_exhausted(const struct map *map, struct err *err)
{
	if (!map->budget || map->budget->limit == 0)
		return err_memory(err);
	err_set(err, ERR_CONFIG,
	    "cannot roll up the day within %zu MB of memory",
	    map->budget->limit >> 20);
	return err_detail(err,
	    "Raise --max-memory, or lower --jobs so that fewer slices are "
	    "held at once.");
}

/* The index of a key, added if new. */
static int
intern(struct map *map, const void *key, uint32_t *index, struct err *err)
{
	bool added;
	void *entry = map_put(map, key, &added);

	if (!entry)
		return memory_exhausted(map, err);
	*index = map_index(map, entry);
	return 0;
}

static int
exclude(struct rollup *rollup, uint32_t campaign, const char *reason,
    int64_t count, struct err *err)
{
	struct rollup_reason text;
	struct rollup_exclusion_key key = {.campaign = campaign};
	struct rollup_exclusion *exclusion;
	bool added;

	memset(&text, 0, sizeof(text));
	memcpy(text.text, reason, strlen(reason));
	if (intern(&rollup->reasons, &text, &key.reason, err) != 0)
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
		return memory_exhausted(&rollup->exclusions, err);
	exclusion->count += count;
	return 0;
}

static int
add_to_group(struct rollup *rollup, const struct rollup_group_key *key,
    int64_t impressions, int64_t seconds, struct err *err)
{
	bool added;
	struct rollup_group *group = map_put(&rollup->groups, key, &added);

	if (!group)
		return memory_exhausted(&rollup->groups, err);
	group->impressions += impressions;
	group->duration_seconds += seconds;
	return 0;
}

static int
count_play(
    struct rollup *rollup, const struct pending_play *play, struct err *err)
{
	const struct rollup_group_key key = {.campaign = play->showing.campaign,
	    .device = play->showing.device,
	    .store = play->store};
	struct rollup_campaign *campaign =
	    map_at(&rollup->campaigns, key.campaign);

	campaign->hours[day_hour_of(rollup->day, play->showing.started_at)]++;
	return add_to_group(rollup, &key, 1, play->duration_seconds, err);
}

/* The play's store, else its device's, else none. */
static const struct uuid *
store_of(const struct rollup *rollup, const struct play *play)
{
	const struct rollup_home *home;

	if (play->has_store)
		return &play->store_id;
	home = map_get(rollup->homes, &play->device_id);
	return home ? &home->store_id : NULL;
}

/* Lowest store id first, no store last. */
static bool
store_before(const struct rollup *rollup, uint32_t a, uint32_t b)
{
	if (a == b || a == ROLLUP_NO_STORE)
		return false;
	if (b == ROLLUP_NO_STORE)
		return true;
	return uuid_compare(map_at(&rollup->stores, a - 1),
		   map_at(&rollup->stores, b - 1)) < 0;
}

/* Of two plays of one showing, does `a` claim less? */
static bool
claims_less(const struct rollup *rollup, const struct pending_play *a,
    const struct pending_play *b)
{
	if (a->duration_seconds != b->duration_seconds)
		return a->duration_seconds < b->duration_seconds;
	return store_before(rollup, a->store, b->store);
}

/* Holds a play until the end of its slice, or drops it as a duplicate. */
static int
hold(struct rollup *rollup, const struct pending_play *play, struct err *err)
{
	struct pending_play *held;
	bool added;

	held = map_put(&rollup->pending, &play->showing, &added);
	if (!held)
		return memory_exhausted(&rollup->pending, err);
	if (added) {
		*held = *play;
		return 0;
	}
	if (claims_less(rollup, play, held)) {
		held->duration_seconds = play->duration_seconds;
		held->store = play->store;
	}
	return exclude(rollup, play->showing.campaign, "duplicate", 1, err);
}

/* A play that counts unless it is a duplicate. */
static int
add_valid(struct rollup *rollup, const struct play *play, uint32_t campaign,
    struct err *err)
{
	const struct uuid *store = store_of(rollup, play);
	struct pending_play pending;

	memset(&pending, 0, sizeof(pending));
	pending.showing.started_at = play->started_at;
	pending.showing.campaign = campaign;
	pending.duration_seconds = play->duration_seconds;
	if (intern(&rollup->devices, &play->device_id, &pending.showing.device,
		err) != 0)
		return -1;
	if (store) {
		if (intern(&rollup->stores, store, &pending.store, err) != 0)
			return -1;
		pending.store++;
	}
	if (!rollup->policy->dedupe)
		return count_play(rollup, &pending, err);
	if (intern(&rollup->contents, &play->content_id,
		&pending.showing.content, err) != 0)
		return -1;
	return hold(rollup, &pending, err);
}

int
rollup_add(struct rollup *rollup, const struct play *play, struct err *err)
{
	enum verdict verdict = policy_judge(rollup->policy, play);
	struct rollup_campaign *campaign;
	char reason[REASON_SIZE];
	uint32_t index = 0;

	if (intern(&rollup->campaigns, &play->campaign_id, &index, err) != 0)
		return -1;
	campaign = map_at(&rollup->campaigns, index);
	campaign->received++;
	rollup->plays_read++;
	if (verdict == VERDICT_COUNTED && rollup->excluded_devices &&
	    map_get(rollup->excluded_devices, &play->device_id))
		return exclude(rollup, index, "device_excluded", 1, err);
	if (verdict == VERDICT_COUNTED)
		return add_valid(rollup, play, index, err);
	return exclude(
	    rollup, index, policy_reason(verdict, play, reason), 1, err);
}

int
rollup_end_slice(struct rollup *rollup, struct err *err)
{
	for (uint32_t i = 0; i < rollup->pending.count; i++) {
		if (count_play(rollup, map_at(&rollup->pending, i), err) != 0)
			return -1;
	}
	map_clear(&rollup->pending);
	map_clear(&rollup->contents);
	return 0;
}

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
			return memory_exhausted(&into->campaigns, err);
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

		key.campaign =
		    translate_campaign(into, from, group->key.campaign);
		if (intern(&into->devices,
			map_at(&from->devices, group->key.device), &key.device,
			err) != 0)
			return -1;
		if (group->key.store != ROLLUP_NO_STORE) {
			if (intern(&into->stores,
				map_at(&from->stores, group->key.store - 1),
				&key.store, err) != 0)
				return -1;
			key.store++;
		}
		if (add_to_group(into, &key, group->impressions,
			group->duration_seconds, err) != 0)
			return -1;
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

		if (exclude(into,
			translate_campaign(into, from, exclusion->key.campaign),
			reason->text, exclusion->count, err) != 0)
			return -1;
	}
	into->plays_read += from->plays_read;
	return 0;
}
