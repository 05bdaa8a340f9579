#include "lib/token.h"

#include <stddef.h>
#include <string.h>
#include <sys/random.h>

static const char prefix[] = "pop_";
static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#define PREFIX_LENGTH (sizeof(prefix) - 1)
#define RANDOM_BYTES 33 /* 264 bits, of which 43 characters take 258 */

int
token_new(char token[TOKEN_SIZE], struct err *err)
{
	unsigned char random[RANDOM_BYTES];
	unsigned bits = 0, have = 0;
	size_t used = 0;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return err_set(
		    err, ERR_INTERNAL, "the system gave no random numbers");
	memcpy(token, prefix, PREFIX_LENGTH);
	for (size_t i = PREFIX_LENGTH; i < TOKEN_SIZE - 1; i++) {
		if (have < 6) {
			bits = (bits << 8 | random[used++]) & 0x3fff;
			have += 8;
		}
		have -= 6;
		token[i] = alphabet[bits >> have & 63];
	}
	token[TOKEN_SIZE - 1] = '\0';
	return 0;
}

bool
token_is_well_formed(const char *text)
{
	return strlen(text) == TOKEN_SIZE - 1 &&
	       strncmp(text, prefix, PREFIX_LENGTH) == 0 &&
	       strspn(text + PREFIX_LENGTH, alphabet) ==
		   TOKEN_SIZE - 1 - PREFIX_LENGTH;
}

int
token_digest(const char *token, uint8_t digest[HASH_SIZE], struct err *err)
{
	return hash_bytes(token, strlen(token), digest, err);
}
