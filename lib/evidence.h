/*
 * The evidence bundle: one record and its corrections, each with the proof
 * that it stands in a signed seal.  One line of canonical JSON (RFC 8785) and
 * a newline; the format is in docs/verifying.md.
 */
#ifndef LIB_EVIDENCE_H
#define LIB_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/merkle.h"

#define EVIDENCE_MAX_LENGTH ((size_t)256 << 20)

/* One sealed record, or correction, with its proof. */
struct evidence_item {
	char *canonical;     /* the record's canonical line */
	int64_t index, size; /* of its leaf, and of the tree */
	struct merkle_node *path;
	size_t path_length;
	char *seal;      /* the seal file's text */
	char *signature; /* armored; NULL when the seal is not signed */
};

struct evidence {
	bool has_record; /* false: the day was sealed without that campaign */
	struct evidence_item record;
	struct evidence_item *corrections; /* by revision */
	size_t correction_count;
};

void evidence_release(struct evidence *evidence); /* accepts a zeroed struct */

/*
 * Fills index, size and path of an item that has its line and its seal's text,
 * from the leaves of the seal.  Returns 0, or -1: ERR_DATA when the line is not
 * what was sealed, or the leaves are not.
 */
int evidence_prove(struct evidence_item *item, const struct merkle_node *leaves,
    size_t count, struct err *err);

/* Appends the bundle; text must be valid UTF-8 (see buf_failed). */
void evidence_write(const struct evidence *evidence, struct buf *out);

/*
 * Reads a bundle, which must be exactly what evidence_write makes of it.
 * Whether its proofs hold is not looked at.  Returns 0, or -1 with ERR_DATA
 * and nothing to release.
 */
int evidence_read(const char *text, size_t length, struct evidence *evidence,
    struct err *err);

#endif
