/*
 * UUIDs as RFC 4122 bytes: compared bytewise, which is also the order of their
 * lower-case text and of PostgreSQL's uuid type.
 */
#ifndef LIB_UUID_H
#define LIB_UUID_H

#include <stdint.h>

#define UUID_TEXT_SIZE 37 /* 36 characters and the NUL */

struct uuid {
	uint8_t bytes[16];
};

/*
 * Reads the canonical 8-4-4-4-12 form, either case, nothing around it.
 * Returns 0, or -1 when `text` is anything else.
 */
int uuid_parse(const char *text, struct uuid *uuid);

/* Writes the lower-case text and its NUL; returns `text`. */
char *uuid_format(const struct uuid *uuid, char text[UUID_TEXT_SIZE]);

/* Less than, equal to or greater than 0, as memcmp. */
int uuid_compare(const struct uuid *a, const struct uuid *b);

#endif
