/*
 * The chain of seals in the database, pop.seal.
 */
#ifndef LIB_CHAIN_H
#define LIB_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/hash.h"
#include "lib/seal.h"

/* A seal as it stands in the chain. */
struct chain_link {
	struct seal seal;
	char text[SEAL_TEXT_SIZE]; /* the file, NUL-terminated */
	size_t length;
	uint8_t hash[HASH_SIZE]; /* SHA-256 of the file */
};

/* The newest seal; *found is false before the first.  ERR_DATA: malformed. */
int chain_head(
    struct db *db, bool *found, struct chain_link *link, struct err *err);

/* The seal of this number. */
int chain_get(struct db *db, int64_t seq, bool *found, struct chain_link *link,
    struct err *err);

/* Every seal in order; anything but 0 from `take` ends it. */
int chain_each(struct db *db,
    int (*take)(void *arg, const struct chain_link *link, struct err *err),
    void *arg, struct err *err);

/* The number the next seal will have. */
int chain_next(struct db *db, int64_t *seq, struct err *err);

/*
 * Appends a seal of this kind, date, zone, number of records and root, within
 * the transaction under way: fills in number, previous hash and time, which is
 * never before the previous seal's.  ERR_CONFIG when the chain has another
 * origin.
 */
int chain_append(struct db *db, struct seal *seal, struct err *err);

/*
 * Puts a lost seal back, its text byte for byte.  The database refuses it
 * (ERR_DATA) where it does not fit between its neighbours.
 */
int chain_restore(
    struct db *db, const struct seal *seal, const char *text, struct err *err);

/* The origin of a chain that was not given one. */
#define CHAIN_ORIGIN "proof-of-play"

#endif
