/*
 * GET .../campaigns/{id}/proof-of-play: the report of a day or a range.
 */
#ifndef CGI_BIN_PROOF_OF_PLAY_H
#define CGI_BIN_PROOF_OF_PLAY_H

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"

/* Fills the response and returns 0, or -1 with the problem. */
int proof_of_play_answer(struct exchange *exchange, struct problem *problem);

#endif
