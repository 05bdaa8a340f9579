/*
 * A seal that a verifier knows from elsewhere: from an invoice, or from its
 * own run before, kept in a state file.
 */
#ifndef LIB_VERIFY_HEAD_H
#define LIB_VERIFY_HEAD_H

#include <stdint.h>

#include "lib/err.h"
#include "lib/hash.h"

struct verify_head {
	int64_t seq; /* 0: none */
	uint8_t hash[HASH_SIZE];
};

#define VERIFY_HEAD_SIZE 84 /* of "SEQ:HASH" and the NUL */

/* Reads exactly "SEQ:HASH".  Returns 0, or -1 when it is anything else. */
int verify_head_parse(const char *text, struct verify_head *head);

/* Returns `text`. */
char *
verify_head_format(const struct verify_head *head, char text[VERIFY_HEAD_SIZE]);

/* The head in a state file; seq 0 when there is no file yet. */
int
verify_head_load(const char *file, struct verify_head *head, struct err *err);

/* Replaces the state file, all or nothing. */
int verify_head_save(
    const char *file, const struct verify_head *head, struct err *err);

#endif
