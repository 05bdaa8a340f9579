/*
 * Canonical records: a record, or a correction of one, as the one line of
 * RFC 8785 JSON that is hashed, archived and given to users; and strictly
 * back.  The line holds every column, so an archive restores the row exactly;
 * device rows enter as devices_sha256 alone.  The keys are in
 * docs/verifying.md.
 */
#ifndef LIB_CANON_H
#define LIB_CANON_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/hash.h"
#include "lib/record.h"

/* Most bytes of one line. */
#define CANON_MAX_LENGTH ((size_t)64 << 20)

/* Why a sealed record was restated; the words are fixed. */
enum correction_reason {
	REASON_LATE_PLAYS,
	REASON_DUPLICATE,
	REASON_INVALID_TRAFFIC,
	REASON_CLOCK,
	REASON_DISPUTE,
	REASON_SOFTWARE_ERROR,
	REASON_COUNT
};

/* What a correction says beyond its record. */
struct correction {
	int64_t revision; /* from 1; 0: not a correction */
	enum correction_reason reason;
	uint8_t supersedes[HASH_SIZE]; /* leaf of what it replaces, or zeros */
};

const char *correction_reason_name(enum correction_reason reason);

/* Returns 0, or -1 when the word is none of the list. */
int correction_reason_parse(const char *word, enum correction_reason *reason);

/*
 * Appends the line, without a newline.  `correction` is NULL or has revision 0
 * for an original record.  Returns 0, or -1 with ERR_DATA when the record has
 * no canonical form: a count out of range, text that is not UTF-8, day bounds
 * that are not whole seconds.
 */
int canon_write(const struct record *record,
    const struct correction *correction, struct buf *out, struct err *err);

/*
 * Fills *record (for the caller to release) and *correction from a line, which
 * must be exactly what canon_write makes of them.  Returns 0, or -1 with
 * ERR_DATA and nothing to release.
 */
int canon_read(const char *line, size_t length, struct record *record,
    struct correction *correction, struct err *err);

#endif
