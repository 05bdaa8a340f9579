/*
 * Which format: the parameter, or what the Accept header likes best.
 */
#ifndef CGI_BIN_NEGOTIATE_H
#define CGI_BIN_NEGOTIATE_H

#include "cgi-bin/params.h"
#include "cgi-bin/problem.h"

/*
 * Sets params->format when the query string has not; without `has_csv`, only
 * JSON is offered.  `accept` may be NULL; then, and between equals, it is JSON.
 * PROBLEM_NOT_ACCEPTABLE when the header has no place for what is offered.
 */
int negotiate_format(struct params *params, bool has_csv, const char *accept,
    struct problem *problem);

#endif
