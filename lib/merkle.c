#include "lib/merkle.h"

#include <string.h>

int
merkle_init(struct merkle *tree, struct err *err)
{
	memset(tree, 0, sizeof(*tree));
	return hash_init(&tree->hash, err);
}

void
merkle_release(struct merkle *tree)
{
	hash_release(&tree->hash);
	memset(tree, 0, sizeof(*tree));
}

static int
join(struct hash *hash, const struct merkle_node *left,
    const struct merkle_node *right, struct merkle_node *node, struct err *err)
{
	uint8_t data[1 + 2 * HASH_SIZE] = {1};

	memcpy(data + 1, left->hash, HASH_SIZE);
	memcpy(data + 1 + HASH_SIZE, right->hash, HASH_SIZE);
	if (hash_update(hash, data, sizeof(data), err) < 0)
		return -1;
	return hash_final(hash, node->hash, err);
}

/* Every two complete subtrees of one size become one. */
int
merkle_add(struct merkle *tree, const struct merkle_node *leaf, struct err *err)
{
	tree->roots[tree->root_count++] = *leaf;
	for (uint64_t bits = tree->count; bits & 1; bits >>= 1) {
		struct merkle_node *left = &tree->roots[tree->root_count - 2];

		if (join(&tree->hash, left, left + 1, left, err) < 0)
			return -1;
		tree->root_count--;
	}
	tree->count++;
	return 0;
}

int
merkle_root(struct merkle *tree, struct merkle_node *root, struct err *err)
{
	if (tree->count == 0)
		return hash_final(&tree->hash, root->hash, err);
	*root = tree->roots[tree->root_count - 1];
	for (unsigned i = tree->root_count - 1; i-- > 0;) {
		if (join(&tree->hash, &tree->roots[i], root, root, err) < 0)
			return -1;
	}
	return 0;
}

int
merkle_leaf(
    const void *data, size_t length, struct merkle_node *leaf, struct err *err)
{
	static const uint8_t prefix[1] = {0};
	struct hash hash;
	int result = -1;

	if (hash_init(&hash, err) < 0)
		return -1;
	if (hash_update(&hash, prefix, 1, err) == 0 &&
	    hash_update(&hash, data, length, err) == 0)
		result = hash_final(&hash, leaf->hash, err);
	hash_release(&hash);
	return result;
}

int
merkle_root_of(const struct merkle_node *leaves, size_t count,
    struct merkle_node *root, struct err *err)
{
	struct merkle tree;
	int result;

	result = merkle_init(&tree, err);
	for (size_t i = 0; i < count && result == 0; i++)
		result = merkle_add(&tree, &leaves[i], err);
	if (result == 0)
		result = merkle_root(&tree, root, err);
	merkle_release(&tree);
	return result;
}

/* The largest power of two below `count`; count > 1. */
static size_t
split(size_t count)
{
	size_t power = 1;

	while (power < count - power)
		power *= 2;
	return power;
}

/* Top down, as the definition is; the root's child comes last. */
int
merkle_path(const struct merkle_node *leaves, size_t count, size_t index,
    struct merkle_node path[MERKLE_MAX_PATH], size_t *length, struct err *err)
{
	size_t used = 0;

	while (count > 1) {
		size_t left = split(count);
		int result;

		if (index < left) {
			result = merkle_root_of(
			    leaves + left, count - left, &path[used], err);
			count = left;
		} else {
			result = merkle_root_of(leaves, left, &path[used], err);
			leaves += left;
			index -= left;
			count -= left;
		}
		if (result < 0)
			return -1;
		used++;
	}
	*length = used;
	for (size_t i = 0; i < used / 2; i++) {
		struct merkle_node swap = path[i];

		path[i] = path[used - 1 - i];
		path[used - 1 - i] = swap;
	}
	return 0;
}

/*
 * Upwards: a node that is a right child, or the last of its level with a left
 * neighbour further up, has its sibling on the left (RFC 9162, 2.1.3.2).
 */
int
merkle_verify(const struct merkle_node *leaf, uint64_t index, uint64_t count,
    const struct merkle_node *path, size_t length,
    const struct merkle_node *root, struct err *err)
{
	uint64_t at = index, last = count - 1;
	struct merkle_node node = *leaf;
	struct hash hash;
	int result = 0;

	if (index >= count || length > MERKLE_MAX_PATH)
		return 0;
	if (hash_init(&hash, err) < 0)
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (last == 0)
			goto out;
		if (at & 1 || at == last) {
			result = join(&hash, &path[i], &node, &node, err);
			while (!(at & 1) && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else
			result = join(&hash, &node, &path[i], &node, err);
		if (result < 0)
			goto out;
		at >>= 1;
		last >>= 1;
	}
	result = last == 0 && memcmp(&node, root, sizeof(node)) == 0;
out:
	hash_release(&hash);
	return result;
}
