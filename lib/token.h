/*
 * Bearer tokens: "pop_" and 43 characters of base64url, which are 256 random
 * bits.  The database only has the SHA-256 of the whole text.
 */
#ifndef LIB_TOKEN_H
#define LIB_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/hash.h"

#define TOKEN_SIZE 48 /* with the NUL */

/* Makes a new one from the system's random numbers. */
int token_new(char token[TOKEN_SIZE], struct err *err);

bool token_is_well_formed(const char *text);

int token_digest(const char *token, uint8_t digest[HASH_SIZE], struct err *err);

#endif
