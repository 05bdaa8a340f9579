/*
 * Verifying records against the plays: sealed days computed once more from the
 * platform's log, each under the policy it was sealed with.
 */
#ifndef LIB_VERIFY_PLAYS_H
#define LIB_VERIFY_PLAYS_H

#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/verify.h"

struct verify_plays_options {
	struct db_options connect; /* where the records are */
	const char *source;        /* conninfo of the plays' server, or NULL */
	struct date first, last;
};

/*
 * Fills *report, which the caller releases.  The log is not sealed, so a
 * difference has an innocent reading where plays came late or are no longer
 * kept: INCOMPLETE.  Plays that changed are TAMPERED.  Returns 0 whatever the
 * verdict, or -1 when none can be given.
 */
int verify_plays(const struct verify_plays_options *options,
    struct verify_report *report, struct err *err);

#endif
