/*
 * The answer: everything is collected here and written once, at the end, so
 * that any failure before that can still become a clean problem.
 */
#ifndef CGI_BIN_RESPONSE_H
#define CGI_BIN_RESPONSE_H

#include <stdbool.h>

#include "cgi-bin/problem.h"
#include "lib/buf.h"

#define ALLOWED_METHODS "GET, HEAD, OPTIONS"

struct response {
	int status;
	struct buf headers; /* complete lines */
	struct buf body;
};

void response_init(struct response *response);
void response_release(struct response *response);

/*
 * Adds a header.  A name or value with a character that could end the line
 * fails the whole response: response_send answers 500 then.
 */
void
response_header(struct response *response, const char *name, const char *value);

/* Forgets what was collected and makes the response a problem. */
void response_problem(struct response *response, const struct problem *problem,
    const char *request_id);

/* What response_send writes, in one piece, of a small answer. */
void response_format(struct response *response, const char *request_id,
    bool head_only, struct buf *out);

/*
 * Writes status, headers and, unless `head_only`, the body to standard output.
 * Returns 0, or -1 when it could not be written.
 */
int response_send(
    struct response *response, const char *request_id, bool head_only);

#endif
