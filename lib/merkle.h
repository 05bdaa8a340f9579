/*
 * The Merkle tree of RFC 6962, section 2.1: leaf = SHA-256(00 || bytes), node =
 * SHA-256(01 || left || right), the empty tree = SHA-256("").
 */
#ifndef LIB_MERKLE_H
#define LIB_MERKLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/hash.h"

/* Longest inclusion path: a tree of 2^53 leaves. */
#define MERKLE_MAX_PATH 53

/* A node; arrays of them are arrays of hashes. */
struct merkle_node {
	uint8_t hash[HASH_SIZE];
};

/*
 * A tree that leaves are added to, left to right.  It keeps the roots of its
 * complete subtrees only: memory is logarithmic in the number of leaves.
 */
struct merkle {
	struct hash hash;
	uint64_t count;
	struct merkle_node roots[64]; /* one a bit of count, largest first */
	unsigned root_count;
};

int merkle_init(struct merkle *tree, struct err *err);
void merkle_release(struct merkle *tree); /* accepts a zeroed struct */

int merkle_add(
    struct merkle *tree, const struct merkle_node *leaf, struct err *err);

/* The root of what was added so far; more may be added after. */
int merkle_root(struct merkle *tree, struct merkle_node *root, struct err *err);

/* The leaf of these bytes. */
int merkle_leaf(
    const void *data, size_t length, struct merkle_node *leaf, struct err *err);

/* The root over an array of leaves. */
int merkle_root_of(const struct merkle_node *leaves, size_t count,
    struct merkle_node *root, struct err *err);

/*
 * The inclusion path of leaves[index], from the leaf upwards.  index < count.
 * Returns 0 and the path's length in *length, or -1.
 */
int merkle_path(const struct merkle_node *leaves, size_t count, size_t index,
    struct merkle_node path[MERKLE_MAX_PATH], size_t *length, struct err *err);

/*
 * Whether a leaf stands at `index` of the tree with this size and root: 1 yes,
 * 0 no, -1 with *err when libcrypto fails.
 */
int merkle_verify(const struct merkle_node *leaf, uint64_t index,
    uint64_t count, const struct merkle_node *path, size_t length,
    const struct merkle_node *root, struct err *err);

#endif
