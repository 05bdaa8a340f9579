/*
 * make_evidence DIR RECORD|- [CORRECTION]...: prints the evidence bundle of
 * the record, and its corrections, that stand at SEQ:INDEX in the publication
 * directory DIR; '-' for a day that was sealed without a record.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/evidence.h"
#include "lib/file.h"
#include "lib/seal.h"
#include "lib/sshsig.h"

static void
die(const char *words)
{
	fprintf(stderr, "make_evidence: %s\n", words);
	exit(1);
}

/* A file of a seal, or NULL; for the caller to free. */
static char *
read_part(int directory, long seq, const char *suffix)
{
	char name[64];
	struct buf text;
	struct err err = {0};
	int found;

	snprintf(name, sizeof(name), "%06ld.%s", seq, suffix);
	buf_init(&text, 1 << 20);
	found = file_read(directory, name, &text, &err);
	if (found < 0 || found == FILE_TOO_LARGE)
		die(err.message);
	return found == FILE_READ ? text.data : NULL;
}

static char *
take_line(const char *text, long index)
{
	const char *end;

	for (; index > 0 && text; index--) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	end = text ? strchr(text, '\n') : NULL;
	if (!end)
		die("there is no such record");
	return strndup(text, (size_t)(end - text));
}

static void
add_path(struct evidence_item *item, const char *leaves)
{
	struct merkle_node nodes[1024];
	struct err err = {0};
	size_t count = strlen(leaves) / 65;

	if (count > 1024 || (size_t)item->index >= count)
		die("there are too many leaves or too few");
	for (size_t i = 0; i < count; i++) {
		if (hash_parse(leaves + 65 * i, nodes[i].hash) < 0)
			die("malformed leaves");
	}
	item->size = (int64_t)count;
	item->path = calloc(MERKLE_MAX_PATH, sizeof(*item->path));
	if (!item->path || merkle_path(nodes, count, (size_t)item->index,
			       item->path, &item->path_length, &err) < 0)
		die("out of memory");
}

static struct evidence_item
make_item(int directory, const char *place)
{
	struct evidence_item item = {0};
	char *rest, *records, *leaves;
	long seq = strtol(place, &rest, 10);

	if (*rest != ':')
		die("a place is SEQ:INDEX");
	item.index = strtol(rest + 1, NULL, 10);
	records = read_part(directory, seq, "records");
	leaves = read_part(directory, seq, "leaves");
	item.seal = read_part(directory, seq, "seal");
	item.signature = read_part(directory, seq, "seal.sig");
	if (!records || !leaves || !item.seal)
		die("a file is missing");
	item.canonical = take_line(records, item.index);
	add_path(&item, leaves);
	free(records);
	free(leaves);
	return item;
}

int
main(int argc, char **argv)
{
	struct evidence evidence = {0};
	struct err err = {0};
	struct buf out;
	int directory;

	if (argc < 3)
		die("usage: make_evidence DIR RECORD|- [CORRECTION]...");
	directory = file_open_directory(argv[1], &err);
	if (directory < 0)
		die(err.message);
	evidence.has_record = strcmp(argv[2], "-") != 0;
	if (evidence.has_record)
		evidence.record = make_item(directory, argv[2]);
	evidence.corrections =
	    calloc((size_t)argc, sizeof(*evidence.corrections));
	for (int i = 3; i < argc && evidence.corrections; i++)
		evidence.corrections[evidence.correction_count++] =
		    make_item(directory, argv[i]);
	buf_init(&out, EVIDENCE_MAX_LENGTH);
	evidence_write(&evidence, &out);
	if (buf_failed(&out))
		die("out of memory");
	fputs(out.data, stdout);
	evidence_release(&evidence);
	buf_release(&out);
	close(directory);
	return fflush(stdout) == 0 ? 0 : 1;
}
