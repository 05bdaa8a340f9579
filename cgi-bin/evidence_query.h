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

#include "cgi-bin/database.h"
#include "cgi-bin/problem.h"
#include "lib/err.h"
#include "lib/evidence.h"
#include "lib/fingerprint.h"
#include "lib/report.h"

struct evidence_seal; /* evidence_query.c's own */

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
	struct evidence_seal *seals; /* of its items, in their order */
	size_t seal_count;
};

/*
 * Reads everything but the proofs, in one round trip.  Returns 0, or -1: *err
 * is filled, or else *problem.  ERR_DATA when the database, or the directory,
 * contradicts itself.  Release it in either case.
 */
int evidence_query_read(struct evidence_query *query, struct database *database,
    struct problem *problem, struct err *err);

/*
 * Adds to a fingerprint what was read.  The proofs follow from that, for a seal
 * has the root of its tree: whoever has a bundle of the same has the same one.
 */
void evidence_query_identify(
    const struct evidence_query *query, struct fingerprint *fingerprint);

/*
 * Adds the proofs to a bundle that was read, in one more round trip when leaves
 * have to be computed.  Returns as evidence_query_read; ERR_DATA, too, when
 * what the database has is not what was sealed.
 */
int evidence_query_prove(struct evidence_query *query,
    struct database *database, struct problem *problem, struct err *err);
void evidence_query_release(struct evidence_query *query);

#endif
