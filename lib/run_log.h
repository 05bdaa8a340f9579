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

struct run_entry {
	double seconds; /* that it took */
	struct date date;
	int64_t policy_id;           /* 0: not known */
	const struct ledger *ledger; /* NULL: nothing was computed */
	const char *outcome;         /* "sealed", "unchanged", "failed" */
	const char *error;           /* NULL unless it failed */
};

/* Appends an entry, within the transaction under way if there is one. */
int run_log_add(struct db *db, const struct run_entry *entry, struct err *err);

#endif
