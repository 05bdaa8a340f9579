/*
 * Which days were sealed, and which are still to do.
 */
#ifndef LIB_DAYS_H
#define LIB_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"

/* The sums are over the records as they hold, corrections included. */
struct day_status {
	struct date date;
	bool sealed;
	int64_t records;
	int64_t plays_received;
	int64_t impressions;
	int64_t corrected;  /* records that a correction holds for */
	char sealed_at[24]; /* UTC, or "" */
};

/* The oldest and the newest sealed date; *found is false before any. */
int days_first_sealed(
    struct db *db, bool *found, struct date *date, struct err *err);
int days_last_sealed(
    struct db *db, bool *found, struct date *date, struct err *err);

/*
 * What is known of every date from first to last, in order.  The caller frees
 * *statuses.
 */
int days_status(struct db *db, struct date first, struct date last,
    struct day_status **statuses, size_t *count, struct err *err);

#endif
