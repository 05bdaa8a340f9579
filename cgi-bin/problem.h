/*
 * What went wrong, as RFC 9457 tells it: application/problem+json with a
 * stable `type`.  The texts are ours; PostgreSQL's words never get here.
 */
#ifndef CGI_BIN_PROBLEM_H
#define CGI_BIN_PROBLEM_H

#include <stdbool.h>

#include "lib/buf.h"
#include "lib/date.h"
#include "lib/err.h"

#define PROBLEM_TYPE_PREFIX "urn:proof-of-play:problem:"

enum problem_kind {
	PROBLEM_NONE,
	PROBLEM_BAD_REQUEST,      /* the request itself is malformed */
	PROBLEM_BAD_PARAMETER,    /* a parameter is; it is named */
	PROBLEM_UNAUTHORIZED,     /* a token is required, and there is none */
	PROBLEM_INVALID_TOKEN,    /* there is one that does not hold */
	PROBLEM_FORBIDDEN,        /* no access configured, or none for you */
	PROBLEM_NOT_FOUND,        /* no such path */
	PROBLEM_CAMPAIGN_UNKNOWN, /* or not to be seen by the caller */
	PROBLEM_NO_RECORD,        /* campaign known, date without a record */
	PROBLEM_NO_SEAL,          /* a record that is not sealed yet */
	PROBLEM_METHOD_NOT_ALLOWED,
	PROBLEM_NOT_ACCEPTABLE, /* none of the formats of Accept is offered */
	PROBLEM_TOO_LARGE,      /* a longer answer than we give */
	PROBLEM_INTERNAL,
	PROBLEM_UNAVAILABLE /* try again later */
};

struct problem {
	enum problem_kind kind;
	char parameter[64]; /* the one at fault, or "" */
	char detail[256];   /* a sentence, or "" */
	/* Of PROBLEM_NO_RECORD and PROBLEM_NO_SEAL: */
	char date[DATE_TEXT_SIZE];
	const char *state;
};

/* Fills *problem and returns -1.  `parameter` and `format` may be NULL. */
int problem_set(struct problem *problem, enum problem_kind kind,
    const char *parameter, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A problem of this date; `state` is borrowed.  Returns -1. */
int problem_set_date(struct problem *problem, enum problem_kind kind,
    struct date date, const char *state);

/* What a failure of the library is to an HTTP client; returns -1. */
int problem_from_err(struct problem *problem, const struct err *err);

int problem_status(enum problem_kind kind);

/*
 * Writes the document.  The request id stays out of PROBLEM_CAMPAIGN_UNKNOWN:
 * that answer is the same bytes for every campaign and caller.
 */
void problem_write(
    const struct problem *problem, const char *request_id, struct buf *out);

#endif
