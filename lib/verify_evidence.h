/*
 * Verifying an evidence bundle: one download, without database or network.
 */
#ifndef LIB_VERIFY_EVIDENCE_H
#define LIB_VERIFY_EVIDENCE_H

#include <stddef.h>

#include "lib/err.h"
#include "lib/verify.h"

/*
 * Fills *report, which the caller releases.  `origin` is who must have sealed,
 * by the verifier's word, not the bundle's.  Returns 0 whatever the verdict,
 * or -1 when none can be given.
 */
int verify_evidence(const char *bundle, size_t length, const char *origin,
    const struct verify_signer *signer, struct verify_report *report,
    struct err *err);

#endif
