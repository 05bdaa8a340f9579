#include "lib/verify_dates.h"

#include <stdlib.h>
#include <string.h>

void
verify_dates_release(struct verify_dates *dates)
{
	free(dates->items);
	memset(dates, 0, sizeof(*dates));
}

int
verify_dates_add(struct verify_dates *dates, struct date date, struct err *err)
{
	struct date *items = dates->items;

	/* Capacities are powers of two. */
	if ((dates->count & (dates->count - 1)) == 0) {
		size_t capacity = dates->count == 0 ? 1 : 2 * dates->count;

		items = realloc(items, capacity * sizeof(*items));
		if (!items)
			return err_memory(err);
		dates->items = items;
	}
	items[dates->count++] = date;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return date_compare(*(const struct date *)a, *(const struct date *)b);
}

static void
note_gap(struct verify_report *report, struct date from, struct date to)
{
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

	date_format(from, first);
	date_format(to, last);
	if (date_compare(from, to) == 0)
		verify_note(report, "no seal for %s", first);
	else
		verify_note(report, "no seal for %s to %s", first, last);
}

void
verify_dates_note(struct verify_dates *dates, struct verify_report *report)
{
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
	struct date *items = dates->items;

	if (dates->count == 0)
		return;
	qsort(items, dates->count, sizeof(*items), compare);
	verify_note(report, "days from %s to %s", date_format(items[0], first),
	    date_format(items[dates->count - 1], last));
	for (size_t i = 1; i < dates->count; i++) {
		struct date next = date_add_days(items[i - 1], 1);

		if (date_compare(items[i], next) > 0)
			note_gap(report, next, date_add_days(items[i], -1));
	}
}
