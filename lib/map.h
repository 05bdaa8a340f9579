/*
 * A hash map from fixed-size keys to fixed-size entries that begin with the
 * key.  Entries stand in one array in the order they were added, so an index
 * is a stable small number for a key (interning), and walking is an array
 * walk.  Pointers to entries are valid until the next map_put.
 *
 * Keys are compared bytewise: zero the padding.
 */
#ifndef LIB_MAP_H
#define LIB_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A ceiling on the memory of several maps, shared between threads. */
struct map_budget {
	_Atomic size_t used;
	size_t limit; /* bytes; 0: none */
};

/* False, and nothing taken, when the limit would be passed.  NULL: no limit. */
bool map_budget_take(struct map_budget *budget, size_t bytes);
void map_budget_give(struct map_budget *budget, size_t bytes);

struct map_slot {
	uint32_t hash;
	uint32_t index; /* of the entry, plus 1; 0: free */
};

struct map {
	size_t key_size;   /* a multiple of 4 */
	size_t entry_size; /* at least key_size */
	uint32_t count;
	uint32_t capacity;
	uint32_t slot_mask;
	unsigned char *entries;
	struct map_slot *slots;
	struct map_budget *budget; /* or NULL */
};

void map_init(struct map *map, size_t key_size, size_t entry_size,
    struct map_budget *budget);
void map_release(struct map *map); /* accepts a zeroed struct */
void map_clear(struct map *map);   /* empties it, keeps the memory */

/*
 * The entry of a key, added with a zeroed rest when it was not there.
 * NULL when memory or the budget is exhausted, or at 2^32 - 2 entries.
 */
void *map_put(struct map *map, const void *key, bool *added);

/*
 * For many look-ups at once: the hashes of some keys, then what is at them
 * asked from memory, then map_put_hashed finds all of it in the cache.
 */
uint32_t map_hash(const struct map *map, const void *key);
void map_fetch_slot(const struct map *map, uint32_t hash);
void map_fetch_entry(const struct map *map, uint32_t hash);
void map_fetch(const struct map *map, uint32_t index);
void *
map_put_hashed(struct map *map, const void *key, uint32_t hash, bool *added);

/* The entry of a key, or NULL. */
void *map_get(const struct map *map, const void *key);

/* The entry with this index, 0 to count - 1. */
void *map_at(const struct map *map, uint32_t index);

/* The index of an entry of this map. */
uint32_t map_index(const struct map *map, const void *entry);

#endif
