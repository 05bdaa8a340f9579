/*
 * The evidence for a campaign and a date: its record and corrections, each
 * proven against its seal.  What the publication directory has is taken from
 * there: signatures, and the leaves, which would have to be computed from all
 * the records of the seal otherwise.
 */
#ifndef CGI_BIN_EVIDENCE_QUERY_H
#define CGI_BIN_EVIDENCE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "cgi-bin/access.h"
#include "cgi-bin/problem.h"
#include "lib/err.h"
#include "lib/evidence.h"
#include "lib/report.h"

struct evidence_query {
	/* Asked: */
	struct uuid campaign_id;
	struct date date;
	const char *directory; /* of publication; NULL: none */
	/* Answered: */
	bool known; /* there is such a campaign, and it may be seen */
	struct flight flight;
	int32_t lookback_days;
	bool unsealed;            /* there is a record, and no seal of it yet */
	bool is_signed;           /* every seal is */
	int64_t changed_at;       /* instant of the newest seal */
	struct evidence evidence; /* empty when unsealed */
};

/*
 * One round trip, and one more when leaves have to be computed.  Returns 0, or
 * -1: *err is filled, or else *problem.  ERR_DATA when what the database has is
 * not what was sealed.  Release it in either case.
 */
int evidence_query_run(struct evidence_query *query, struct access *access,
    struct problem *problem, struct err *err);
void evidence_query_release(struct evidence_query *query);

#endif
