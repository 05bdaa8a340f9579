/*
 * The devices behind what a seal covers, as the database has them, against the
 * digest that is sealed with each record.
 */
#ifndef LIB_DEVICE_LINES_H
#define LIB_DEVICE_LINES_H

#include <stddef.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/seal.h"

/* Takes a piece of the file that lib/device_groups.h describes. */
struct device_sink {
	int (*take)(
	    void *arg, const char *data, size_t length, struct err *err);
	void *arg;
};

/*
 * Reads the devices of every record, or correction, that a seal covers.
 * ERR_DATA naming the first whose devices are not those of its devices_sha256.
 * `sink` may be NULL.
 */
int device_lines_of_seal(struct db *db, const struct seal *seal,
    const struct device_sink *sink, struct err *err);

#endif
