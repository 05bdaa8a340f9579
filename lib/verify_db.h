/*
 * Verifying the database: every seal of the chain recomputed from the rows it
 * covers, what stands in no seal, the guards; and the chain against the
 * directories it was published in.
 */
#ifndef LIB_VERIFY_DB_H
#define LIB_VERIFY_DB_H

#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/verify.h"

struct verify_db_options {
	struct db_options connect;
	const char *origin;                 /* or NULL: not checked */
	const struct verify_signer *signer; /* of directories, or NULL */
	const char *const *directories;
	size_t directory_count;
	struct verify_head head; /* known from elsewhere */
};

/*
 * Fills *report, which the caller releases, and *newest, the last seal (seq 0:
 * none).  Returns 0 whatever the verdict, or -1 when none can be given.
 */
int verify_db(const struct verify_db_options *options,
    struct verify_report *report, struct verify_head *newest, struct err *err);

#endif
