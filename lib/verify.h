/*
 * What a verification found: a verdict, the problems behind it, what was
 * counted and what was not checked.  The worst finding decides the verdict.
 */
#ifndef LIB_VERIFY_H
#define LIB_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/seal.h"
#include "lib/verify_head.h"

enum verify_verdict {
	VERIFY_VALID,
	VERIFY_INCOMPLETE, /* something needed for the answer is not there */
	VERIFY_TAMPERED    /* something contradicts what was sealed */
};

/* Lists longer than this are cut, and say by how much. */
#define VERIFY_MAX_LINES 100

struct verify_lines {
	char *lines[VERIFY_MAX_LINES];
	size_t count; /* those beyond the array were not kept */
};

#define VERIFY_MAX_COUNTS 16

struct verify_report {
	enum verify_verdict verdict;
	struct verify_lines problems;
	struct verify_lines notes;     /* facts a reader should see */
	struct verify_lines unchecked; /* what the verdict does not cover */
	struct {
		const char *name; /* borrowed, static */
		int64_t count;
	} counts[VERIFY_MAX_COUNTS];
	size_t count_count;
	bool failed; /* out of memory */
};

/* Who decides whether a seal's signature is good; see sshsig_check. */
struct verify_signer {
	int (*check)(const void *arg, const struct seal *seal, const char *text,
	    size_t length, const char *signature, struct err *err);
	const void *arg;
};

void verify_release(struct verify_report *report); /* accepts a zeroed one */

/* A finding; the text is kept printable. */
void verify_problem(struct verify_report *report, enum verify_verdict verdict,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
void verify_note(struct verify_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void verify_unchecked(struct verify_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds to a count, which is shown even when it stays 0. */
void verify_count(struct verify_report *report, const char *name, int64_t more);

/* Adds what another report found; its lines are headed by a name. */
void verify_merge(struct verify_report *report, const char *name,
    const struct verify_report *other);

/* "VALID", "INCOMPLETE", "TAMPERED". */
const char *verify_verdict_name(enum verify_verdict verdict);

/*
 * The report as lines of text, the verdict first, or as one line of JSON.
 * Returns 0, or -1 when out of memory.
 */
int verify_print(const struct verify_report *report, bool json, struct buf *out,
    struct err *err);

#endif
