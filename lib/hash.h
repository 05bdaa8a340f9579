/*
 * SHA-256, by libcrypto.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

#define HASH_SIZE 32
#define HASH_HEX_SIZE 65 /* 64 digits and the NUL */

/* One hasher serves any number of digests, one after the other. */
struct hash {
	void *context; /* libcrypto's */
	void *digest;
};

/* Returns 0 and begins a digest, or -1 with ERR_INTERNAL. */
int hash_init(struct hash *hash, struct err *err);
void hash_release(struct hash *hash); /* accepts a zeroed struct */

int hash_update(
    struct hash *hash, const void *data, size_t length, struct err *err);

/* Writes the digest of what was fed and begins the next one. */
int hash_final(struct hash *hash, uint8_t out[HASH_SIZE], struct err *err);

/* The digest of one piece of memory. */
int hash_bytes(
    const void *data, size_t length, uint8_t out[HASH_SIZE], struct err *err);

/* Lower-case hexadecimal and its NUL; returns `text`. */
char *hash_format(const uint8_t digest[HASH_SIZE], char text[HASH_HEX_SIZE]);

/*
 * Reads exactly 64 lower-case digits at `text`; what follows is not looked at.
 * Returns 0, or -1 when they are anything else.
 */
int hash_parse(const char *text, uint8_t digest[HASH_SIZE]);

#endif
