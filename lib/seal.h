/*
 * The seal of a day, or of a night's corrections: a ten-line ASCII file that
 * holds the Merkle root of the records and the hash of the seal before it.
 */
#ifndef LIB_SEAL_H
#define LIB_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/err.h"
#include "lib/hash.h"
#include "lib/merkle.h"

#define SEAL_ORIGIN_SIZE 256 /* 255 characters and the NUL */
#define SEAL_ZONE_SIZE 128
#define SEAL_TEXT_SIZE 1024 /* always enough for a seal and its NUL */

enum seal_kind {
	SEAL_DAY,
	SEAL_CORRECTION
};

struct seal {
	char origin[SEAL_ORIGIN_SIZE]; /* who seals: letters, digits, ._:/@+- */
	int64_t seq;                   /* from 1 */
	enum seal_kind kind;
	struct date date; /* the day, or the date of the correcting run */
	char zone[SEAL_ZONE_SIZE];
	int64_t records;
	struct merkle_node root;
	uint8_t prev[HASH_SIZE]; /* SHA-256 of the seal before; zeros: none */
	int64_t sealed;          /* instant, whole seconds */
};

/* Whether a name may stand as the origin of a seal. */
bool seal_is_origin(const char *name);

const char *seal_kind_name(enum seal_kind kind);

/*
 * Writes the file's text and a NUL.  Returns its length, or -1 with ERR_DATA
 * when a member is out of its range.
 */
int seal_format(
    const struct seal *seal, char text[SEAL_TEXT_SIZE], struct err *err);

/*
 * Reads a file's bytes, which must be exactly what seal_format writes.
 * Returns 0, or -1 with ERR_DATA.
 */
int
seal_parse(const char *text, size_t length, struct seal *seal, struct err *err);

/*
 * Whether `seal` may come right after `before`, whose file has this hash;
 * `before` is NULL for the first seal.  Returns 0, or -1 with ERR_DATA saying
 * which rule is broken: number, origin, hash, or time.
 */
int seal_follows(const struct seal *seal, const struct seal *before,
    const uint8_t before_hash[HASH_SIZE], struct err *err);

#endif
