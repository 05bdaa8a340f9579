/*
 * From a request to its answer, or to the problem it has.
 */
#ifndef CGI_BIN_ANSWER_H
#define CGI_BIN_ANSWER_H

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"

/*
 * Access, route and parameters, in this order, and then the resource; of other
 * methods than GET and HEAD the route alone.
 * The exchange has its request and an empty response.  Returns 0, or -1 with
 * the problem.
 */
int answer_request(struct exchange *exchange, struct problem *problem);

#endif
