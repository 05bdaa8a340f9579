/*
 * The policy: what counts, as data (contract, sections 3 and 4).  Pure.
 */
#ifndef LIB_POLICY_H
#define LIB_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/play.h"

#define POLICY_MAX_STATUSES 64
#define REASON_MAX_CHARACTERS 64
/* Enough bytes for 64 UTF-8 characters and the NUL. */
#define REASON_SIZE (REASON_MAX_CHARACTERS * 4 + 1)

struct policy {
	int64_t id;
	char time_zone[128]; /* IANA name */
	size_t status_count;
	char *statuses[POLICY_MAX_STATUSES]; /* owned, lower case */
	int32_t max_duration_seconds;
	int32_t clock_skew_seconds;
	bool dedupe;
	int32_t lookback_days;
};

/* The verdicts on a single play; duplicates need the others, see rollup.h. */
enum verdict {
	VERDICT_COUNTED, /* unless a duplicate */
	VERDICT_STATUS,
	VERDICT_DURATION_INVALID,
	VERDICT_DURATION_TOO_LONG,
	VERDICT_CLOCK_AHEAD,
	VERDICT_DUPLICATE
};

/*
 * Takes a copy of a status, in lower case (ASCII).  Returns 0, or -1 when
 * memory or POLICY_MAX_STATUSES is exhausted.
 */
int policy_add_status(struct policy *policy, const char *status);
void policy_release(struct policy *policy); /* accepts a zeroed struct */

/* Gives one play its verdict, in the order of section 4. */
enum verdict policy_judge(const struct policy *policy, const struct play *play);

/*
 * Writes the reason a play with this verdict is excluded for: the fixed word,
 * or "status_" and the status in lower case (ASCII), cut to 64 characters in
 * all, never inside a UTF-8 sequence; "status_none" when null or empty.
 * Returns `reason`.
 */
char *policy_reason(
    enum verdict verdict, const struct play *play, char reason[REASON_SIZE]);

#endif
