#include "lib/published.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/sshsig.h"

/* A leaf and its newline. */
#define LINE_SIZE ((size_t)HASH_HEX_SIZE)

/* A directory being read. */
struct reading {
	int directory;
	const struct seal *seal;
};

void
published_release(struct published *published)
{
	free(published->signature);
	memset(published, 0, sizeof(*published));
}

/* Appends "NNNNNN.suffix": an enum file_found, or -1. */
static int
read_part(const struct reading *reading, const char *suffix, struct buf *out,
    struct err *err)
{
	char name[64];

	snprintf(
	    name, sizeof(name), "%06" PRId64 ".%s", reading->seal->seq, suffix);
	return file_read(reading->directory, name, out, err);
}

static int
malformed(const struct reading *reading, const char *what, struct err *err)
{
	return err_set(err, ERR_DATA,
	    "the published %s of seal %" PRId64 " is malformed", what,
	    reading->seal->seq);
}

/* 1 when the seal is published, 0 when not, -1. */
static int
find_seal(const struct reading *reading, const char *expected, struct err *err)
{
	struct buf text;
	int found;

	buf_init(&text, SEAL_TEXT_SIZE - 1);
	found = read_part(reading, "seal", &text, err);
	if (found == FILE_TOO_LARGE ||
	    (found == FILE_READ && strcmp(text.data, expected) != 0))
		found = err_set(err, ERR_DATA,
		    "seal %" PRId64 " is published with other bytes than "
		    "the database has",
		    reading->seal->seq);
	buf_release(&text);
	return found < 0 ? -1 : found == FILE_READ;
}

static int
parse_leaves(const struct reading *reading, const struct buf *text,
    struct merkle_node *leaves, struct err *err)
{
	size_t count = (size_t)reading->seal->records;
	const char *at = text->data;

	if (text->length != count * LINE_SIZE)
		return malformed(reading, "list of leaves", err);
	for (size_t i = 0; i < count; i++, at += LINE_SIZE) {
		if (hash_parse(at, leaves[i].hash) < 0 ||
		    at[LINE_SIZE - 1] != '\n')
			return malformed(reading, "list of leaves", err);
	}
	return 0;
}

static int
read_leaves(
    const struct reading *reading, struct merkle_node **leaves, struct err *err)
{
	size_t count = (size_t)reading->seal->records;
	struct buf text;
	int found;

	buf_init(&text, count * LINE_SIZE);
	found = read_part(reading, "leaves", &text, err);
	if (found == FILE_TOO_LARGE)
		found = malformed(reading, "list of leaves", err);
	else if (found == FILE_READ) {
		*leaves = calloc(count + 1, sizeof(**leaves));
		found = *leaves ? parse_leaves(reading, &text, *leaves, err)
				: err_memory(err);
	}
	buf_release(&text);
	return found < 0 ? -1 : 0;
}

static int
read_signature(const struct reading *reading, char **signature, struct err *err)
{
	struct buf text;
	int found;

	buf_init(&text, SSHSIG_MAX_LENGTH);
	found = read_part(reading, "seal.sig", &text, err);
	if (found == FILE_TOO_LARGE ||
	    (found == FILE_READ &&
		!sshsig_is_canonical(text.data, text.length)))
		found = malformed(reading, "signature", err);
	if (found == FILE_READ) {
		*signature = strdup(text.data);
		if (!*signature)
			found = err_memory(err);
	}
	buf_release(&text);
	return found < 0 ? -1 : 0;
}

int
published_read(const char *directory, const struct seal *seal, const char *text,
    struct published *published, struct err *err)
{
	struct reading reading = {.seal = seal};
	int found;

	memset(published, 0, sizeof(*published));
	reading.directory = file_open_directory(directory, err);
	if (reading.directory < 0)
		return -1;
	found = find_seal(&reading, text, err);
	published->found = found > 0;
	if (found > 0 &&
	    read_signature(&reading, &published->signature, err) < 0)
		found = -1;
	close(reading.directory);
	return found < 0 ? -1 : 0;
}

int
published_leaves(const char *directory, const struct seal *seal,
    struct merkle_node **leaves, struct err *err)
{
	struct reading reading = {.seal = seal};
	int rc;

	*leaves = NULL;
	if (seal->records > (int64_t)PUBLISHED_MAX_LEAVES)
		return 0;
	reading.directory = file_open_directory(directory, err);
	if (reading.directory < 0)
		return -1;
	rc = read_leaves(&reading, leaves, err);
	close(reading.directory);
	if (rc != 0) {
		free(*leaves);
		*leaves = NULL;
	}
	return rc;
}
