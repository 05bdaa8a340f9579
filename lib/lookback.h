/*
 * Looking back: sealed days computed once more, and what differs restated.
 */
#ifndef LIB_LOOKBACK_H
#define LIB_LOOKBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/restate.h"
#include "lib/run_log.h"
#include "lib/scan.h"
#include "lib/seal.h"
#include "lib/uuid.h"

/* How to look at a day. */
struct lookback {
	struct db *db; /* records; within a repeatable read transaction */
	const struct scan *scan;
	enum correction_reason reason;
	const struct uuid *campaign; /* this one only, or NULL: all */
};

/* What looking at a day came to. */
struct looked {
	bool sealed; /* else it was left alone */
	size_t kept; /* records that a person corrected, and that differ */
	int64_t policy_id;
	struct run_counts counts; /* of the day; its records are corrections */
};

/*
 * Computes a sealed date under the policy it was sealed with and appends a
 * restatement for every record the plays no longer give.  A record that a
 * person corrected is left alone, unless its campaign is the one asked for.
 */
int lookback_day(const struct lookback *lookback, struct date date,
    struct restatements *list, struct looked *looked, struct err *err);

/*
 * Writes the restatements as corrections under one seal, within the
 * transaction under way.  `date` and `time_zone` are those of the run.
 */
int lookback_write(struct db *db, const struct restatements *list,
    const char *note, struct date date, const char *time_zone,
    const char *origin, struct seal *seal, struct err *err);

#endif
