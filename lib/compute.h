/*
 * Computing a day: from the platform's log to a ledger, writing nothing.  What
 * a run writes, a dry run prints and a verification compares is made here.
 */
#ifndef LIB_COMPUTE_H
#define LIB_COMPUTE_H

#include "lib/day.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"
#include "lib/policy.h"
#include "lib/scan.h"

/*
 * Makes the ledger of a day under a policy.  The pool's first connection is in
 * a repeatable read transaction, so that plays, campaigns, devices and stores
 * belong together.  The caller releases the ledger.
 */
int compute_day(const struct scan *scan, const struct policy *policy,
    const struct day *day, struct ledger *ledger, struct err *err);

#endif
