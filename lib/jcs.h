/*
 * Canonical JSON, RFC 8785, for the subset that is hashed here: no floats, no
 * NUL in strings, integers from 0 to 2^53 - 1.  The reader takes nothing but
 * the canonical form, so what it accepts has exactly one spelling.
 */
#ifndef LIB_JCS_H
#define LIB_JCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* Whether these bytes are well-formed UTF-8 without NUL. */
bool jcs_is_text(const char *text, size_t length);

/*
 * The order of object keys: by UTF-16 code units.  It differs from bytewise
 * order only where U+E000 to U+FFFF meets a character beyond U+FFFF.
 */
int jcs_compare(const char *a, const char *b);

/* Appends a string with its quotes; `text` must be well-formed. */
void jcs_put_string(struct buf *out, const char *text);

/*
 * Reads from the front.  Failure is sticky, as in struct buf: afterwards every
 * call does nothing, and jcs_done() tells once at the end.
 */
struct jcs_reader {
	const char *start, *at, *end;
	bool failed;
	bool no_memory; /* failed for that reason */
};

void jcs_reader_init(struct jcs_reader *in, const char *text, size_t length);

/* Passes exactly this text, or fails. */
void jcs_expect(struct jcs_reader *in, const char *literal);

/* Passes this text and returns true, or returns false and stays. */
bool jcs_accept(struct jcs_reader *in, const char *literal);

/* A string, for the caller to free; NULL once failed. */
char *jcs_get_string(struct jcs_reader *in);

/* An integer from 0 to 2^53 - 1; 0 once failed. */
int64_t jcs_get_count(struct jcs_reader *in);

/* Everything was read and nothing failed. */
bool jcs_done(const struct jcs_reader *in);

/* How many bytes were read, to say where it failed. */
size_t jcs_offset(const struct jcs_reader *in);

#endif
