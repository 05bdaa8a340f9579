/*
 * The query string, strictly: known names, each at most once, each of its
 * type.  Nothing is ignored, because a report with a filter silently dropped
 * is wrong and looks right.
 */
#ifndef CGI_BIN_PARAMS_H
#define CGI_BIN_PARAMS_H

#include <stdbool.h>

#include "cgi-bin/problem.h"
#include "lib/date.h"

/* One bit a parameter: a route says which it takes. */
#define PARAM_DATE (1u << 0)

struct params {
	unsigned given; /* bits */
	struct date date;
};

/*
 * Reads the query string of a route that takes `allowed`.  Returns 0, or -1
 * with a problem that names the parameter.
 */
int params_parse(struct params *params, const char *query, unsigned allowed,
    struct problem *problem);

/*
 * Decodes percent sequences and '+' once: length bytes of `from` into `to`,
 * which has room for as many and a NUL.  Returns 0, or -1 on a malformed
 * sequence, a control character or invalid UTF-8.
 */
int params_decode(const char *from, size_t length, char *to);

#endif
