#include "lib/day.h"

int
day_add_hour(
    struct day *day, const struct day_hour *hour, int exact, struct err *err)
{
	char text[DATE_TEXT_SIZE];

	if (!exact || day->hour_count == DAY_MAX_HOURS ||
	    (day->hour_count > 0 && hour->start != day->end)) {
		err_set(err, ERR_DATA,
		    "cannot cut %s in time zone \"%s\" into whole hours",
		    date_format(day->date, text), day->time_zone);
		return err_detail(err,
		    "The zone's clock changed that day at a time that is not "
		    "a quarter hour, or went back over midnight.");
	}
	if (day->hour_count == 0)
		day->start = hour->start;
	day->end = hour->end;
	day->hours[day->hour_count++] = *hour;
	return 0;
}

const struct day_hour *
day_hour_at(const struct day *day, int64_t instant)
{
	size_t low = 0, high = day->hour_count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (day->hours[middle].start <= instant)
			low = middle;
		else
			high = middle;
	}
	return &day->hours[low];
}
