/* Unit tests of lib/merkle.c against RFC 6962 and a naive recursion. */
#include "lib/merkle.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/fixture.h"

#define LARGEST 2049

static struct merkle_node leaves[LARGEST];

static void
make_leaves(void)
{
	struct err err = {0};

	for (size_t i = 0; i < LARGEST; i++) {
		uint8_t data[2] = {(uint8_t)(i >> 8), (uint8_t)i};

		ck_assert_int_eq(merkle_leaf(data, 2, &leaves[i], &err), 0);
	}
}

/* The definition, word for word: what the library is held against. */
/* NOLINTBEGIN(misc-no-recursion) */
static struct merkle_node
naive_root(const struct merkle_node *at, size_t count)
{
	uint8_t data[65] = {1};
	struct merkle_node node = {{0}}, left, right;
	struct err err = {0};
	size_t k = 1;

	if (count == 1)
		return at[0];
	if (count == 0) {
		ck_assert_int_eq(hash_bytes("", 0, node.hash, &err), 0);
		return node;
	}
	while (k * 2 < count)
		k *= 2;
	left = naive_root(at, k);
	right = naive_root(at + k, count - k);
	memcpy(data + 1, left.hash, 32);
	memcpy(data + 33, right.hash, 32);
	ck_assert_int_eq(hash_bytes(data, 65, node.hash, &err), 0);
	return node;
}
/* NOLINTEND(misc-no-recursion) */

static int
verify(size_t index, size_t count, const struct merkle_node *path,
    size_t length, const struct merkle_node *root)
{
	struct err err = {0};

	return merkle_verify(
	    &leaves[index], index, count, path, length, root, &err);
}

START_TEST(the_tree_of_rfc_6962)
{
	static const struct {
		size_t length;
		const char *bytes;
	} inputs[] = {{0, ""}, {1, "\x00"}, {1, "\x10"}, {2, "\x20\x21"},
	    {2, "\x30\x31"}, {4, "\x40\x41\x42\x43"},
	    {8, "\x50\x51\x52\x53\x54\x55\x56\x57"},
	    {16, "\x60\x61\x62\x63\x64\x65\x66\x67"
		 "\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"}};
	struct merkle_node nodes[8], root;
	char text[HASH_HEX_SIZE];
	struct err err = {0};

	for (size_t i = 0; i < 8; i++)
		ck_assert_int_eq(merkle_leaf(inputs[i].bytes, inputs[i].length,
				     &nodes[i], &err),
		    0);
	ck_assert_int_eq(merkle_root_of(nodes, 8, &root, &err), 0);
	ck_assert_str_eq(hash_format(root.hash, text),
	    "5dc9da79a70659a9ad559cb701ded9a2"
	    "ab9d823aad2f4960cfe370eff4604328");
	ck_assert_int_eq(merkle_root_of(NULL, 0, &root, &err), 0);
	ck_assert_str_eq(hash_format(root.hash, text),
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}
END_TEST

START_TEST(roots_are_those_of_the_definition)
{
	struct err err = {0};
	struct merkle tree;

	make_leaves();
	ck_assert_int_eq(merkle_init(&tree, &err), 0);
	for (size_t count = 0; count <= LARGEST; count++) {
		struct merkle_node want = naive_root(leaves, count), got;

		ck_assert_int_eq(merkle_root(&tree, &got, &err), 0);
		ck_assert_mem_eq(&got, &want, sizeof(got));
		if (count < LARGEST)
			ck_assert_int_eq(
			    merkle_add(&tree, &leaves[count], &err), 0);
	}
	merkle_release(&tree);
}
END_TEST

/* One proof, and everything near it that must fail. */
static void
prove(size_t index, size_t count, const struct merkle_node *root)
{
	struct merkle_node path[MERKLE_MAX_PATH + 1];
	struct err err = {0};
	size_t length;

	ck_assert_int_eq(
	    merkle_path(leaves, count, index, path, &length, &err), 0);
	ck_assert_int_eq(verify(index, count, path, length, root), 1);
	for (size_t i = 0; i < length; i++) {
		uint8_t *byte = &path[i].hash[(index + i) % HASH_SIZE];

		*byte ^= 1;
		ck_assert_int_eq(verify(index, count, path, length, root), 0);
		*byte ^= 1;
	}
	if (length > 0)
		ck_assert_int_eq(
		    verify(index, count, path, length - 1, root), 0);
	path[length] = leaves[0];
	ck_assert_int_eq(verify(index, count, path, length + 1, root), 0);
	/* Every other place in small trees, the neighbours in large ones. */
	for (size_t other = 0; other < count; other++) {
		if (count > 33 && other + 1 != index && other != index + 1)
			continue;
		if (other != index)
			ck_assert_int_eq(merkle_verify(&leaves[index], other,
					     count, path, length, root, &err),
			    0);
	}
	ck_assert_int_eq(merkle_verify(&leaves[index], index + count, count,
			     path, length, root, &err),
	    0);
	ck_assert_int_eq(merkle_verify(&leaves[(index + 1) % LARGEST], index,
			     count, path, length, root, &err),
	    0);
}

START_TEST(every_proof_of_trees_up_to_257)
{
	make_leaves();
	for (size_t count = 1; count <= 257; count++) {
		struct merkle_node root = naive_root(leaves, count);

		for (size_t index = 0; index < count; index++)
			prove(index, count, &root);
	}
}
END_TEST

START_TEST(nothing_stands_in_an_empty_tree)
{
	struct merkle_node root;
	struct err err = {0};

	make_leaves();
	ck_assert_int_eq(merkle_root_of(leaves, 0, &root, &err), 0);
	ck_assert_int_eq(verify(0, 0, leaves, 0, &root), 0);
	ck_assert_int_eq(verify(0, 0, leaves, 1, &leaves[0]), 0);
	ck_assert_int_eq(verify(0, 0, leaves, 0, &leaves[0]), 0);
	ck_assert_int_eq(
	    verify(0, 1, leaves, MERKLE_MAX_PATH + 1, &leaves[0]), 0);
}
END_TEST

static void
read_node(const char *text, struct merkle_node *node)
{
	ck_assert_int_eq(hash_parse(text, node->hash), 0);
}

/* vectors.txt gives the paths as an independent program computed them. */
START_TEST(the_paths_of_the_vectors)
{
	struct buf leaf_file = fixture_vector(2, "leaves"), summary;
	struct merkle_node nodes[3], path[MERKLE_MAX_PATH];
	const char *at, *line = leaf_file.data;
	char text[HASH_HEX_SIZE];
	struct err err = {0};
	size_t length;

	buf_init(&summary, 1 << 20);
	ck_assert_int_eq(
	    file_read(
		AT_FDCWD, "tests/fixtures/vectors/vectors.txt", &summary, &err),
	    1);
	for (int i = 0; i < 3; i++)
		read_node(line + (ptrdiff_t)i * 65, &nodes[i]);
	at = strstr(summary.data, "seal 2 record 0");
	for (size_t index = 0; index < 3; index++) {
		at = strstr(at, "\n  path ") + 8;
		ck_assert_int_eq(
		    merkle_path(nodes, 3, index, path, &length, &err), 0);
		for (size_t i = 0; i < length; i++, at += 65)
			ck_assert_mem_eq(
			    hash_format(path[i].hash, text), at, 64);
		ck_assert_int_eq(at[-1], '\n');
		at--;
	}
	buf_release(&leaf_file);
	buf_release(&summary);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("merkle");
	Suite *suite = suite_create("merkle");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, the_tree_of_rfc_6962);
	tcase_add_test(tests, roots_are_those_of_the_definition);
	tcase_add_test(tests, every_proof_of_trees_up_to_257);
	tcase_add_test(tests, nothing_stands_in_an_empty_tree);
	tcase_add_test(tests, the_paths_of_the_vectors);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
