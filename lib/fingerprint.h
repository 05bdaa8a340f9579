/*
 * A 128-bit fingerprint (FNV-1a) of what an answer is made of: tells versions
 * apart, and proves nothing.  Not SHA-256, because libcrypto takes longer to
 * get ready than a CGI program to answer.
 */
#ifndef LIB_FINGERPRINT_H
#define LIB_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

struct fingerprint {
	uint64_t high, low;
};

void fingerprint_init(struct fingerprint *fingerprint);
void fingerprint_add(
    struct fingerprint *fingerprint, const void *data, size_t length);

/* Adds a text and its end, so that "ab", "c" is not "a", "bc". */
void fingerprint_add_text(struct fingerprint *fingerprint, const char *text);

#endif
