/*
 * What sealed records must keep to among each other, read in the order of the
 * seals: the order within a seal, one record per campaign and day, corrections
 * numbered from 1 and each naming the leaf it supersedes.  Pure.
 */
#ifndef LIB_HISTORY_H
#define LIB_HISTORY_H

#include <stdbool.h>

#include "lib/canon.h"
#include "lib/map.h"
#include "lib/merkle.h"
#include "lib/seal.h"

struct history {
	struct map newest; /* leaf and revision of each campaign and day */
	struct map days;   /* the dates with a day seal */
	struct seal seal;  /* whose records are being added */
	/* The record before, within the seal. */
	bool has_before;
	struct uuid campaign;
	struct date date;
	int64_t revision;
	bool partial; /* some records were not given: unknown is no fault */
};

void history_init(struct history *history);
void history_release(struct history *history); /* accepts a zeroed struct */

/* The next seal.  ERR_DATA when its day has one already. */
int
history_seal(struct history *history, const struct seal *seal, struct err *err);

/* The next record of this seal.  ERR_DATA saying what it breaks. */
int history_record(struct history *history, const struct record *record,
    const struct correction *correction, const struct merkle_node *leaf,
    struct err *err);

#endif
