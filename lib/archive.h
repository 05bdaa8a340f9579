/*
 * One seal of a publication directory with its private files: everything that
 * is needed to put a lost night back.  No database.
 */
#ifndef LIB_ARCHIVE_H
#define LIB_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/canon.h"
#include "lib/device_groups.h"
#include "lib/err.h"
#include "lib/record.h"
#include "lib/seal.h"

struct archive {
	struct seal seal;
	struct buf text, records, devices; /* the files */
};

/* A record as it was archived; borrowed. */
struct archived {
	const char *line; /* canonical; no NUL after it */
	size_t length;
	const struct record *record;
	const struct correction *correction;
	struct device_group devices;
};

/*
 * Reads a seal's files from a directory.  ERR_DATA when one is missing, when
 * the records are not those of the seal, or the devices not those of the
 * records.  Release it in either case.
 */
int archive_read(
    int directory, int64_t seq, struct archive *archive, struct err *err);
void archive_release(struct archive *archive); /* accepts a zeroed struct */

/* Every record in the order of the leaves; anything but 0 ends it. */
int archive_each(const struct archive *archive,
    int (*take)(void *arg, const struct archived *archived, struct err *err),
    void *arg, struct err *err);

#endif
