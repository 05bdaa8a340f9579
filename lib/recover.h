/*
 * Recovering: what the database lost of the sealed nights, put back from
 * their private archive, with no more than the writer's rights.
 */
#ifndef LIB_RECOVER_H
#define LIB_RECOVER_H

#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"

struct recovered {
	size_t seals; /* put back, or completed */
	size_t there; /* of the archive, that had all their rows */
};

/*
 * Puts back, seal by seal and oldest first, what is missing.  Each seal is one
 * transaction, committed only if the rows, read back, have its root.  ERR_DATA
 * when the archive is not that of this chain, lacks a file, or cannot give
 * the root; *recovered counts what was committed before.
 */
int recover(struct db *db, const char *directory, struct recovered *recovered,
    struct err *err);

#endif
