/*
 * The log of runs, pop.run: what was tried when, by whom, with what outcome.
 */
#ifndef LIB_RUN_LOG_H
#define LIB_RUN_LOG_H

#include <stdint.h>

#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"

/* What was computed of a day. */
struct run_counts {
	int64_t plays_read;
	int64_t counted;
	int64_t excluded;
	int64_t orphans;
	int64_t records; /* written: records, or corrections */
};

struct run_entry {
	double seconds; /* that it took */
	struct date date;
	int64_t policy_id;               /* 0: not known */
	const struct run_counts *counts; /* NULL: nothing was computed */
	/* "sealed", "corrected", "looked_back", "refused", "failed" */
	const char *outcome;
	const struct err *error; /* NULL unless it was refused or failed */
};

/* The ledger's sums and the number of its records. */
struct run_counts run_counts_of(const struct ledger *ledger);

/* "refused" when nothing was tried, else "failed". */
const char *run_outcome_of(const struct err *err);

/* Appends an entry, within the transaction under way if there is one. */
int run_log_add(struct db *db, const struct run_entry *entry, struct err *err);

#endif
