/*
 * Restating: what became known of a sealed record later, as a whole new record
 * that supersedes it.  Pure.
 */
#ifndef LIB_RESTATE_H
#define LIB_RESTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/canon.h"
#include "lib/err.h"
#include "lib/memory.h"
#include "lib/record.h"

/* A correction and its record, all measures in full. */
struct restatement {
	struct record record;
	struct correction correction;
};

struct restatements {
	struct restatement *items;
	size_t count;
	size_t capacity;
	struct memory memory; /* what they hold; the caller sets its budget */
};

void restatements_release(struct restatements *list);

/*
 * Whether the plays now give other measures than the record has: counts,
 * hours, reasons, devices and stores.  Names do not matter.
 */
bool restate_differs(const struct record *record, const struct record *now);

/*
 * Appends a restatement of `record` with the measures of `now`, which is taken
 * over (and zeroed).  What was frozen stays: campaign, advertiser, flight, and
 * the names of the stores the record has.  `before` says which revision the
 * record is.  A NULL record: the day was sealed without one.
 */
int restate_add(struct restatements *list, const struct record *record,
    const struct correction *before, struct record *now,
    enum correction_reason reason, struct err *err);

#endif
