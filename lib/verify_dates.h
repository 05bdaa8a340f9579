/*
 * The dates that are sealed, to say which between the first and the last are
 * not.
 */
#ifndef LIB_VERIFY_DATES_H
#define LIB_VERIFY_DATES_H

#include <stddef.h>

#include "lib/date.h"
#include "lib/err.h"
#include "lib/verify.h"

struct verify_dates {
	struct date *items;
	size_t count;
};

void verify_dates_release(struct verify_dates *dates); /* accepts zeroed */

int
verify_dates_add(struct verify_dates *dates, struct date date, struct err *err);

/* Notes in the report first and last date, and the ranges that are missing. */
void
verify_dates_note(struct verify_dates *dates, struct verify_report *report);

#endif
