#include "lib/map.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16u
#define CACHE_LINE 64u

void
map_init(struct map *map, size_t key_size, size_t entry_size,
    struct map_budget *budget)
{
	memset(map, 0, sizeof(*map));
	map->key_size = key_size;
	map->entry_size = entry_size;
	map->budget = budget;
}

static size_t
bytes_for(const struct map *map, uint32_t capacity)
{
	return (size_t)capacity *
	       (map->entry_size + 2 * sizeof(struct map_slot));
}

bool
map_budget_take(struct map_budget *budget, size_t bytes)
{
	if (!budget)
		return true;
	budget->used += bytes;
	if (budget->limit == 0 || budget->used <= budget->limit)
		return true;
	budget->used -= bytes;
	return false;
}

void
map_budget_give(struct map_budget *budget, size_t bytes)
{
	if (budget)
		budget->used -= bytes;
}

void
map_release(struct map *map)
{
	map_budget_give(map->budget, bytes_for(map, map->capacity));
	free(map->entries);
	free(map->slots);
	memset(map, 0, sizeof(*map));
}

void
map_clear(struct map *map)
{
	map->count = 0;
	if (map->slots)
		memset(map->slots, 0,
		    ((size_t)map->slot_mask + 1) * sizeof(*map->slots));
}

/*
 * Folded 64 x 64 bit multiplication over 8-byte words, as in wyhash: a few
 * cycles for our 16 to 24 byte keys.
 */
__extension__ typedef unsigned __int128 wide;

static uint64_t
fold(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint32_t
hash_key(const unsigned char *key, size_t size)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t word;
	uint32_t half;

	for (; size >= 8; key += 8, size -= 8) {
		memcpy(&word, key, 8);
		hash = fold(hash ^ word, UINT64_C(0xe7037ed1a0b428db));
	}
	if (size > 0) {
		memcpy(&half, key, 4);
		hash = fold(hash ^ half, UINT64_C(0x8ebc6af09c88c6e3));
	}
	return (uint32_t)(hash ^ hash >> 32);
}

static void
fill_slot(struct map *map, uint32_t hash, uint32_t index)
{
	uint32_t at = hash & map->slot_mask;

	while (map->slots[at].index != 0)
		at = (at + 1) & map->slot_mask;
	map->slots[at] = (struct map_slot){hash, index};
}

/* Slots are twice the capacity: the load stays at or below one half. */
static bool
grow(struct map *map)
{
	uint32_t capacity = map->capacity ? map->capacity * 2 : FIRST_CAPACITY;
	uint32_t old_slots = map->capacity ? map->slot_mask + 1 : 0;
	struct map_slot *old = map->slots;
	struct map_slot *slots;
	unsigned char *entries;
	size_t old_bytes = old_slots * sizeof(*old);
	size_t more = bytes_for(map, capacity) - bytes_for(map, map->capacity) +
		      old_bytes;

	/* The old slots stay until all are in the new ones. */
	if (map->capacity >= UINT32_C(1) << 30 ||
	    !map_budget_take(map->budget, more))
		return false;
	slots = calloc((size_t)capacity * 2, sizeof(*slots));
	entries = realloc(map->entries, (size_t)capacity * map->entry_size);
	if (entries)
		map->entries = entries;
	if (!slots || !entries) {
		free(slots);
		map_budget_give(map->budget, more);
		return false;
	}
	map->slots = slots;
	map->slot_mask = capacity * 2 - 1;
	map->capacity = capacity;
	for (uint32_t i = 0; i < old_slots; i++) {
		if (old[i].index != 0)
			fill_slot(map, old[i].hash, old[i].index);
	}
	free(old);
	map_budget_give(map->budget, old_bytes);
	return true;
}

/* Keys are a multiple of 4 bytes: compare words, not by a call. */
static inline bool
equal(const unsigned char *a, const unsigned char *b, size_t size)
{
	uint64_t x, y;
	uint32_t u, v;

	for (; size >= 8; a += 8, b += 8, size -= 8) {
		memcpy(&x, a, 8);
		memcpy(&y, b, 8);
		if (x != y)
			return false;
	}
	if (size == 0)
		return true;
	memcpy(&u, a, 4);
	memcpy(&v, b, 4);
	return u == v;
}

static inline void *
probe(const struct map *map, const void *key, uint32_t hash, size_t key_size)
{
	uint32_t at = hash & map->slot_mask;

	for (; map->slots[at].index != 0; at = (at + 1) & map->slot_mask) {
		void *entry;

		if (map->slots[at].hash != hash)
			continue;
		entry = map_at(map, map->slots[at].index - 1);
		if (equal(entry, key, key_size))
			return entry;
	}
	return NULL;
}

/*
 * The compiler unrolls the two sizes that take a run's time: UUIDs and spots.
 */
uint32_t
map_hash(const struct map *map, const void *key)
{
	switch (map->key_size) {
	case 16:
		return hash_key(key, 16);
	case 48:
		return hash_key(key, 48);
	default:
		return hash_key(key, map->key_size);
	}
}

static void *
find(const struct map *map, const void *key, uint32_t hash)
{
	if (map->count == 0)
		return NULL;
	switch (map->key_size) {
	case 16:
		return probe(map, key, hash, 16);
	case 48:
		return probe(map, key, hash, 48);
	default:
		return probe(map, key, hash, map->key_size);
	}
}

void *
map_get(const struct map *map, const void *key)
{
	return find(map, key, map_hash(map, key));
}

void *
map_put(struct map *map, const void *key, bool *added)
{
	return map_put_hashed(map, key, map_hash(map, key), added);
}

void *
map_put_hashed(struct map *map, const void *key, uint32_t hash, bool *added)
{
	unsigned char *entry = find(map, key, hash);

	*added = !entry;
	if (entry)
		return entry;
	if (map->count == map->capacity && !grow(map))
		return NULL;
	entry = map_at(map, map->count);
	memcpy(entry, key, map->key_size);
	memset(entry + map->key_size, 0, map->entry_size - map->key_size);
	map->count++;
	fill_slot(map, hash, map->count);
	return entry;
}

void
map_fetch_slot(const struct map *map, uint32_t hash)
{
	if (map->count > 0)
		__builtin_prefetch(&map->slots[hash & map->slot_mask]);
}

void
map_fetch_entry(const struct map *map, uint32_t hash)
{
	const struct map_slot *slot;

	if (map->count == 0)
		return;
	slot = &map->slots[hash & map->slot_mask];
	if (slot->index != 0)
		map_fetch(map, slot->index - 1);
}

void
map_fetch(const struct map *map, uint32_t index)
{
	const unsigned char *entry = map_at(map, index);

	for (size_t i = 0; i < map->entry_size; i += CACHE_LINE)
		__builtin_prefetch(entry + i);
}

void *
map_at(const struct map *map, uint32_t index)
{
	return map->entries + (size_t)index * map->entry_size;
}

uint32_t
map_index(const struct map *map, const void *entry)
{
	return (
	    uint32_t)((size_t)((const unsigned char *)entry - map->entries) /
		      map->entry_size);
}
