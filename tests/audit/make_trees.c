/*
 * make_trees DIR SEAL RECORDS: for each size from 1 to 13 a seal of that many
 * copies of the first of RECORDS, with other ids, made after the example SEAL:
 * DIR/00000N.{records,leaves,seal}, for tests of inclusion.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/canon.h"
#include "lib/file.h"
#include "lib/merkle.h"
#include "lib/seal.h"

#define LARGEST 13

static void
die(const char *words)
{
	fprintf(stderr, "make_trees: %s\n", words);
	exit(1);
}

static void
load(const char *path, struct buf *text)
{
	struct err err = {0};

	buf_init(text, 1 << 20);
	if (file_read(AT_FDCWD, path, text, &err) != FILE_READ)
		die("cannot read the examples");
}

static void
save(int directory, int size, const char *suffix, const struct buf *text)
{
	char name[64];
	struct err err = {0};

	snprintf(name, sizeof(name), "%06d.%s", size, suffix);
	if (buf_failed(text) || file_write(directory, name, 0644, text->data,
				    text->length, &err) < 0)
		die("cannot write");
}

static void
add_record(const struct record *record, struct buf *records, struct buf *leaves,
    struct merkle *tree)
{
	struct merkle_node leaf;
	struct err err = {0};
	char text[HASH_HEX_SIZE];
	size_t from = records->length;

	if (canon_write(record, NULL, records, &err) < 0 ||
	    merkle_leaf(records->data + from, records->length - from, &leaf,
		&err) < 0 ||
	    merkle_add(tree, &leaf, &err) < 0)
		die(err.message);
	buf_puts(records, "\n");
	buf_printf(leaves, "%s\n", hash_format(leaf.hash, text));
}

static void
make_tree(int directory, int size, struct record *record, struct seal *seal)
{
	struct buf records, leaves, text;
	struct merkle tree;
	struct err err = {0};
	char seal_text[SEAL_TEXT_SIZE];

	buf_init(&records, 1 << 20);
	buf_init(&leaves, 1 << 20);
	buf_init(&text, 1 << 20);
	if (merkle_init(&tree, &err) < 0)
		die(err.message);
	for (int i = 0; i < size; i++) {
		record->id.bytes[15] = record->campaign_id.bytes[15] =
		    (uint8_t)i;
		add_record(record, &records, &leaves, &tree);
	}
	seal->seq = size;
	seal->records = size;
	if (merkle_root(&tree, &seal->root, &err) < 0 ||
	    seal_format(seal, seal_text, &err) < 0)
		die(err.message);
	buf_puts(&text, seal_text);
	save(directory, size, "records", &records);
	save(directory, size, "leaves", &leaves);
	save(directory, size, "seal", &text);
	merkle_release(&tree);
	buf_release(&records);
	buf_release(&leaves);
	buf_release(&text);
}

int
main(int argc, char **argv)
{
	struct correction correction;
	struct record record;
	struct buf seal_text, records;
	struct seal seal;
	struct err err = {0};
	int directory;

	if (argc != 4)
		die("usage: make_trees DIR SEAL RECORDS");
	load(argv[2], &seal_text);
	load(argv[3], &records);
	directory = file_open_directory(argv[1], &err);
	if (directory < 0 ||
	    seal_parse(seal_text.data, seal_text.length, &seal, &err) < 0 ||
	    canon_read(records.data, strcspn(records.data, "\n"), &record,
		&correction, &err) < 0)
		die(err.message);
	for (int size = 1; size <= LARGEST; size++)
		make_tree(directory, size, &record, &seal);
	record_release(&record);
	buf_release(&seal_text);
	buf_release(&records);
	close(directory);
	return 0;
}
