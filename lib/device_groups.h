/*
 * The private file of the devices behind what a seal covers: for each record,
 * in the order of the leaves, a line that names it, a line a device as it is
 * hashed into devices_sha256, and an empty line.
 *
 *	campaign_id SP date SP revision [SP note as a JSON string]
 *	device_id SP store_id-or-"-" SP impressions SP duration_seconds
 *
 * Pure.
 */
#ifndef LIB_DEVICE_GROUPS_H
#define LIB_DEVICE_GROUPS_H

#include <stddef.h>

#include "lib/canon.h"
#include "lib/err.h"
#include "lib/record.h"

/* What is left of the text; borrowed. */
struct device_groups {
	const char *at, *end;
};

/* One group; borrowed. */
struct device_group {
	const char *note; /* JSON; no NUL after it */
	size_t note_length;
	const char *lines; /* each with its newline */
	size_t lines_length;
};

/*
 * Takes the next group, which must be this record's, or correction's, and
 * hold the devices that were sealed with it: else ERR_DATA.
 */
int device_groups_take(struct device_groups *groups,
    const struct record *record, const struct correction *correction,
    struct device_group *group, struct err *err);

/* ERR_DATA unless all groups were taken. */
int device_groups_end(const struct device_groups *groups, struct err *err);

#endif
