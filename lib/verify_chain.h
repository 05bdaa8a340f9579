/*
 * Verifying a publication directory: the public seals, leaves and signatures,
 * and the private records where they are there too.  No database.
 */
#ifndef LIB_VERIFY_CHAIN_H
#define LIB_VERIFY_CHAIN_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/verify.h"

struct verify_chain_options {
	const char *directory;
	const char *origin;
	const struct verify_signer *signer; /* NULL: signatures unchecked */
	struct verify_head head;            /* known from elsewhere */
	bool vouched; /* the caller compares the newest seal itself */
};

/*
 * Fills *report, which the caller releases, and *newest, the last seal that is
 * there (seq 0: none).  Returns 0 whatever the verdict, or -1 when none can be
 * given.
 */
int verify_chain(const struct verify_chain_options *options,
    struct verify_report *report, struct verify_head *newest, struct err *err);

#endif
