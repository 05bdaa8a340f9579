/*
 * GET .../campaigns/{id}/proof-of-play/evidence: the bundle of a date, which
 * pop-verify(8) and docs/verifying.md check.
 */
#ifndef CGI_BIN_EVIDENCE_ANSWER_H
#define CGI_BIN_EVIDENCE_ANSWER_H

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"

/* Fills the response and returns 0, or -1 with the problem. */
int evidence_answer(struct exchange *exchange, struct problem *problem);

#endif
