/*
 * What a request is answered with: each resource is a function that fills the
 * response, and this is what they share.
 */
#ifndef CGI_BIN_ENDPOINT_H
#define CGI_BIN_ENDPOINT_H

#include <stdbool.h>

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"
#include "lib/err.h"
#include "lib/fingerprint.h"

/* Part of every entity tag: count it up when a format changes. */
#define ENDPOINT_FORMAT_VERSION 1

/*
 * Understands range and format and calls the resource's function.  Returns 0,
 * or -1 with the problem.
 */
int endpoint_answer(struct exchange *exchange, struct problem *problem);

/* What failed below becomes a log line and a problem; returns -1. */
int endpoint_failed(const struct err *err, struct problem *problem);

/*
 * Sets ETag from the fingerprint, Vary and Cache-Control.  True when the client
 * has that answer already: the status is 304 then.  To be called before a body
 * is made, which would be in vain.
 */
bool endpoint_is_unchanged(struct exchange *exchange,
    const struct fingerprint *fingerprint, const char *cache_control);

/* Whether the client asks for the answer only if it has another one. */
bool endpoint_is_conditional(const struct exchange *exchange);

/* Sets Content-Type and, for CSV, the name of the file, without ".csv". */
void endpoint_set_type(struct exchange *exchange, const char *file_name);

/* The byte order mark, if it was asked for. */
void endpoint_begin_csv(struct exchange *exchange);

#endif
