/*
 * GET .../campaigns: the campaigns that have records in a range, by name, a
 * page at a time; the page one starts from.
 */
#ifndef CGI_BIN_CAMPAIGNS_H
#define CGI_BIN_CAMPAIGNS_H

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"

/* Fills the response and returns 0, or -1 with the problem. */
int campaigns_answer(struct exchange *exchange, struct problem *problem);

#endif
