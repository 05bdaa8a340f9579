/*
 * A day: the half-open interval of instants whose local date it is, and its
 * hours, as the database found them (see sql/queries/day_hours.sql).  Pure.
 */
#ifndef LIB_DAY_H
#define LIB_DAY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/err.h"

#define DAY_MAX_HOURS 32 /* runs of an hour in a day */

/* An unbroken run of instants of one local wall-clock hour: 90 or 120 minutes
 * on a fall-back day, 30 on some spring-forward days.  Where clocks go back by
 * another step than to the full hour before, an hour has two runs. */
struct day_hour {
	int hour; /* 0 to 23 */
	int64_t start, end;
};

struct day {
	struct date date;
	char time_zone[128];
	int64_t start, end; /* instants */
	size_t hour_count;
	struct day_hour hours[DAY_MAX_HOURS]; /* ascending, without a gap */
};

/*
 * Appends the next hour.  `exact` says that the interval holds the instants of
 * that hour and no others.  ERR_DATA when it does not or leaves a gap: a day
 * that is not one interval cannot be counted without counting plays twice.
 */
int day_add_hour(
    struct day *day, const struct day_hour *hour, int exact, struct err *err);

/* The hour that an instant of the day lies in. */
const struct day_hour *day_hour_at(const struct day *day, int64_t instant);

#endif
