#include "lib/rollup.h"

#include <string.h>

#include "lib/rollup_counts.h"

/*
 * Spots are kept from slice to slice while they are fewer than this, so that
 * a log whose every play names another creative does not fill the memory.
 */
#define MOST_SPOTS_KEPT (1u << 17)

/* How many plays ahead memory is asked for when a slice is counted. */
#define FETCH_SPOT 16u
#define FETCH_GROUP 8u

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
	map_init(&rollup->spots, sizeof(struct rollup_spot_key),
	    sizeof(struct rollup_spot), budget);
	showings_init(&rollup->held, budget);
	rollup->held_in_order = true;
	rollup->slice = 1;
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
	map_release(&rollup->spots);
	showings_release(&rollup->held);
}

/* Plays come mostly in order, so the hour is mostly that of the last one. */
static int
hour_of(struct rollup *rollup, int64_t instant)
{
	const struct day_hour *hour = rollup->hour;

	if (!hour || instant < hour->start || instant >= hour->end)
		rollup->hour = hour = day_hour_at(rollup->day, instant);
	return hour->hour;
}

/* The group of a spot's plays in a store. */
static struct rollup_group *
group_of(struct rollup *rollup, struct rollup_spot *spot, uint32_t store,
    struct err *err)
{
	const struct rollup_group_key key = {
	    .campaign = spot->campaign, .device = spot->device, .store = store};
	struct rollup_group *group;

	if (spot->group != 0) {
		group = map_at(&rollup->groups, spot->group - 1);
		if (group->key.store == store)
			return group;
	}
	group = rollup_group_of(rollup, &key, err);
	if (group)
		spot->group = map_index(&rollup->groups, group) + 1;
	return group;
}

static int
count_play(struct rollup *rollup, const struct held_play *play, struct err *err)
{
	struct rollup_spot *spot = map_at(&rollup->spots, play->spot);
	struct rollup_campaign *campaign =
	    map_at(&rollup->campaigns, spot->campaign);
	struct rollup_group *group = group_of(rollup, spot, play->store, err);

	if (!group)
		return -1;
	campaign->hours[hour_of(rollup, play->started_at)]++;
	group->impressions++;
	group->duration_seconds += play->duration_seconds;
	return 0;
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
claims_less(const struct rollup *rollup, const struct held_play *a,
    const struct held_play *b)
{
	if (a->duration_seconds != b->duration_seconds)
		return a->duration_seconds < b->duration_seconds;
	return store_before(rollup, a->store, b->store);
}

/* Of two plays of one showing the one that claims less stays, in `held`. */
static int
drop_duplicate(struct rollup *rollup, struct held_play *held,
    const struct held_play *play, struct err *err)
{
	const struct rollup_spot *spot = map_at(&rollup->spots, play->spot);

	if (claims_less(rollup, play, held))
		*held = *play;
	return rollup_exclude(rollup, spot->campaign, "duplicate", 1, err);
}

/*
 * Holds a play until the end of its slice.  While a spot's plays come in the
 * order of their starts, its latest tells whether this one is a duplicate;
 * otherwise that is found when the slice ends.
 */
static int
hold(struct rollup *rollup, struct rollup_spot *spot,
    const struct held_play *play, struct err *err)
{
	bool seen = spot->slice == rollup->slice;

	if (seen && play->started_at == spot->latest)
		return drop_duplicate(
		    rollup, &rollup->held.plays[spot->held], play, err);
	if (seen && play->started_at < spot->latest)
		rollup->held_in_order = false;
	else {
		spot->slice = rollup->slice;
		spot->held = rollup->held.count;
		spot->latest = play->started_at;
	}
	if (!showings_push(&rollup->held, play))
		return rollup_memory_exhausted(rollup->held.budget, err);
	return 0;
}

/* The index of a store plus one. */
static int
intern_store(struct rollup *rollup, const struct uuid *id, uint32_t *store,
    struct err *err)
{
	if (rollup_intern(&rollup->stores, id, store, err) != 0)
		return -1;
	++*store;
	return 0;
}

/* The play's store, else its device's, else none. */
static int
store_of(struct rollup *rollup, struct rollup_spot *spot,
    const struct play *play, uint32_t *store, struct err *err)
{
	*store = play->has_store ? spot->store : spot->home;
	if (!play->has_store ||
	    (*store != ROLLUP_NO_STORE &&
		uuid_compare(
		    map_at(&rollup->stores, *store - 1), &play->store_id) == 0))
		return 0;
	if (intern_store(rollup, &play->store_id, store, err) != 0)
		return -1;
	spot->store = *store;
	return 0;
}

/* A play that counts unless it is a duplicate. */
static int
add_valid(struct rollup *rollup, const struct play *play,
    struct rollup_spot *spot, struct err *err)
{
	struct held_play held = {.started_at = play->started_at,
	    .spot = map_index(&rollup->spots, spot),
	    .duration_seconds = play->duration_seconds};

	if (store_of(rollup, spot, play, &held.store, err) != 0)
		return -1;
	if (!rollup->policy->dedupe)
		return count_play(rollup, &held, err);
	return hold(rollup, spot, &held, err);
}

static struct rollup_spot_key
spot_key(const struct play *play)
{
	return (struct rollup_spot_key){
	    play->campaign_id, play->device_id, play->content_id};
}

static int
fill_spot(struct rollup *rollup, struct rollup_spot *spot, struct err *err)
{
	const struct rollup_home *home =
	    map_get(rollup->homes, &spot->key.device_id);

	if (rollup_intern(&rollup->campaigns, &spot->key.campaign_id,
		&spot->campaign, err) != 0 ||
	    rollup_intern(&rollup->devices, &spot->key.device_id, &spot->device,
		err) != 0)
		return -1;
	return home ? intern_store(rollup, &home->store_id, &spot->home, err)
		    : 0;
}

/* A play that no rule excludes; its spot's hash is known. */
static int
take(struct rollup *rollup, const struct play *play, uint32_t hash,
    struct err *err)
{
	const struct rollup_spot_key key = spot_key(play);
	struct rollup_campaign *campaign;
	struct rollup_spot *spot;
	bool added;

	spot = map_put_hashed(&rollup->spots, &key, hash, &added);
	if (!spot)
		return rollup_memory_exhausted(rollup->spots.budget, err);
	if (added && fill_spot(rollup, spot, err) != 0)
		return -1;
	campaign = map_at(&rollup->campaigns, spot->campaign);
	campaign->received++;
	return add_valid(rollup, play, spot, err);
}

static int
take_batch(struct rollup *rollup, struct err *err)
{
	struct rollup_batch *batch = &rollup->batch;

	for (uint32_t i = 0; i < batch->count; i++)
		map_fetch_entry(&rollup->spots, batch->hashes[i]);
	for (uint32_t i = 0; i < batch->count; i++) {
		if (take(rollup, &batch->plays[i], batch->hashes[i], err) != 0)
			return -1;
	}
	batch->count = 0;
	return 0;
}

static int
add_to_batch(struct rollup *rollup, const struct play *play, struct err *err)
{
	const struct rollup_spot_key key = spot_key(play);
	struct rollup_batch *batch = &rollup->batch;
	uint32_t hash = map_hash(&rollup->spots, &key);

	map_fetch_slot(&rollup->spots, hash);
	batch->hashes[batch->count] = hash;
	batch->plays[batch->count] = *play;
	return ++batch->count < ROLLUP_BATCH ? 0 : take_batch(rollup, err);
}

/* A play that a rule excludes. */
static int
add_excluded(struct rollup *rollup, const struct play *play, const char *reason,
    struct err *err)
{
	struct rollup_campaign *campaign;
	uint32_t index;

	if (rollup_intern(
		&rollup->campaigns, &play->campaign_id, &index, err) != 0)
		return -1;
	campaign = map_at(&rollup->campaigns, index);
	campaign->received++;
	return rollup_exclude(rollup, index, reason, 1, err);
}

int
rollup_add(struct rollup *rollup, const struct play *play, struct err *err)
{
	enum verdict verdict = policy_judge(rollup->policy, play);
	char reason[REASON_SIZE];

	rollup->plays_read++;
	if (verdict != VERDICT_COUNTED)
		return add_excluded(
		    rollup, play, policy_reason(verdict, play, reason), err);
	if (rollup->excluded_devices &&
	    map_get(rollup->excluded_devices, &play->device_id))
		return add_excluded(rollup, play, "device_excluded", err);
	return add_to_batch(rollup, play, err);
}

/* Asks for the memory that counting this play will look at. */
static void
fetch_ahead(const struct rollup *rollup, uint32_t index)
{
	const struct showings *held = &rollup->held;

	if (index + FETCH_SPOT < held->count)
		map_fetch(&rollup->spots, held->plays[index + FETCH_SPOT].spot);
	if (index + FETCH_GROUP < held->count) {
		const struct rollup_spot *spot = map_at(
		    &rollup->spots, held->plays[index + FETCH_GROUP].spot);

		if (spot->group != 0)
			map_fetch(&rollup->groups, spot->group - 1);
	}
}

int
rollup_end_slice(struct rollup *rollup, struct err *err)
{
	struct showings *held = &rollup->held;

	if (take_batch(rollup, err) != 0)
		return -1;
	if (!rollup->held_in_order)
		showings_sort(held);
	for (uint32_t i = 0; i < held->count; i++) {
		struct held_play play = held->plays[i];

		fetch_ahead(rollup, i);
		while (i + 1 < held->count &&
		       showing_equals(&play, &held->plays[i + 1])) {
			if (drop_duplicate(
				rollup, &play, &held->plays[++i], err) != 0)
				return -1;
		}
		if (count_play(rollup, &play, err) != 0)
			return -1;
	}
	held->count = 0;
	rollup->held_in_order = true;
	rollup->slice++;
	if (rollup->spots.count > MOST_SPOTS_KEPT)
		map_clear(&rollup->spots);
	return 0;
}
