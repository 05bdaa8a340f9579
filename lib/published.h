/*
 * Reading a publication directory (lib/publish.h) for the proofs of one seal:
 * its leaves, which save computing them from the records, and its signature,
 * which is nowhere else.
 */
#ifndef LIB_PUBLISHED_H
#define LIB_PUBLISHED_H

#include <stddef.h>

#include "lib/err.h"
#include "lib/merkle.h"
#include "lib/seal.h"

/* Most records of a seal whose leaves are read. */
#define PUBLISHED_MAX_LEAVES ((size_t)1 << 21)

struct published {
	struct merkle_node *leaves; /* as many as the seal says; or NULL */
	char *signature;            /* armored; or NULL */
};

/*
 * Fills *published with what there is of a seal, of which `text` is the file:
 * nothing as long as it is not published.  Whether the leaves are the seal's,
 * and the signature good, is not looked at.  Returns 0, or -1: ERR_DATA when
 * the published seal has other bytes or a file beside it is malformed,
 * ERR_CONFIG when one cannot be read.  Release it in either case.
 */
int published_read(const char *directory, const struct seal *seal,
    const char *text, struct published *published, struct err *err);
void published_release(struct published *published);

#endif
