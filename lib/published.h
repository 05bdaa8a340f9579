/*
 * Reading a publication directory (lib/publish.h) for the proofs of one seal:
 * its leaves, which save computing them from the records, and its signature,
 * which is nowhere else.
 */
#ifndef LIB_PUBLISHED_H
#define LIB_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/err.h"
#include "lib/merkle.h"
#include "lib/seal.h"

/* Most records of a seal whose leaves are read. */
#define PUBLISHED_MAX_LEAVES ((size_t)1 << 21)

struct published {
	bool found;      /* the seal is published */
	char *signature; /* armored; or NULL */
};

/*
 * Fills *published with what there is of a seal, of which `text` is the file:
 * nothing as long as it is not published.  Whether the signature is good is not
 * looked at.  Returns 0, or -1: ERR_DATA when the published seal has other
 * bytes or its signature is malformed, ERR_CONFIG when one cannot be read.
 * Release it in either case.
 */
int published_read(const char *directory, const struct seal *seal,
    const char *text, struct published *published, struct err *err);
void published_release(struct published *published);

/*
 * The leaves of a seal that is published, as many as it says, for the caller
 * to free; NULL when they are not there.  Whether they are the seal's is not
 * looked at.  Returns 0, or -1 as published_read does.
 */
int published_leaves(const char *directory, const struct seal *seal,
    struct merkle_node **leaves, struct err *err);

#endif
