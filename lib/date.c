#include "lib/date.h"

#include <string.h>

struct civil {
	int year, month, day;
};

/*
 * Days since 1970-01-01 of a civil date and back, by the era method of
 * H. Hinnant, "chrono-compatible low-level date algorithms".
 */
static int32_t
days_from_civil(struct civil c)
{
	int y = c.month <= 2 ? c.year - 1 : c.year;
	int era = y / 400;
	int yoe = y - era * 400;
	int doy =
	    (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static struct civil
civil_from_days(int32_t days)
{
	int z = days + 719468;
	int era = z / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	struct civil c;

	c.day = doy - (153 * mp + 2) / 5 + 1;
	c.month = mp + (mp < 10 ? 3 : -9);
	c.year = yoe + era * 400 + (c.month <= 2);
	return c;
}

static int
digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

int
date_parse(const char *text, struct date *date)
{
	struct civil c, back;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return -1;
	c.year = digits(text, 4);
	c.month = digits(text + 5, 2);
	c.day = digits(text + 8, 2);
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1)
		return -1;
	date->days = days_from_civil(c);
	back = civil_from_days(date->days);
	return back.day == c.day && back.month == c.month ? 0 : -1;
}

/* Writes the last `count` digits of a number and then `end`; what follows. */
static char *
put_digits(char *text, unsigned value, int count, char end)
{
	text[count] = end;
	for (int i = count; i-- > 0; value /= 10)
		text[i] = (char)('0' + value % 10);
	return text + count + 1;
}

char *
date_format(struct date date, char text[DATE_TEXT_SIZE])
{
	struct civil c = civil_from_days(date.days);
	char *at = put_digits(text, (unsigned)c.year, 4, '-');

	at = put_digits(at, (unsigned)c.month, 2, '-');
	put_digits(at, (unsigned)c.day, 2, '\0');
	return text;
}

int
date_compare(struct date a, struct date b)
{
	return (a.days > b.days) - (a.days < b.days);
}

struct date
date_add_days(struct date date, int32_t days)
{
	date.days += days;
	return date;
}

char *
instant_format(int64_t instant, bool micros, char text[INSTANT_TEXT_SIZE])
{
	const int64_t day = 86400 * INSTANT_SECOND;
	const bool before = instant % day < 0;
	int64_t days = instant / day - before;
	int64_t rest = instant % day + (before ? day : 0);
	unsigned second = (unsigned)(rest / INSTANT_SECOND);
	unsigned fraction = (unsigned)(rest % INSTANT_SECOND);
	char *at = text + DATE_TEXT_SIZE;

	date_format((struct date){(int32_t)days}, text);
	at[-1] = 'T';
	at = put_digits(at, second / 3600, 2, ':');
	at = put_digits(at, second / 60 % 60, 2, ':');
	at = put_digits(at, second % 60, 2, micros ? '.' : 'Z');
	if (micros)
		at = put_digits(at, fraction, 6, 'Z');
	*at = '\0';
	return text;
}

int
instant_parse(const char *text, bool micros, int64_t *instant)
{
	char again[INSTANT_TEXT_SIZE], day[DATE_TEXT_SIZE];
	int hour, minute, second, fraction;
	struct date date;

	if (strlen(text) != (micros ? 27u : 20u))
		return -1;
	memcpy(day, text, DATE_TEXT_SIZE - 1);
	day[DATE_TEXT_SIZE - 1] = '\0';
	hour = digits(text + 11, 2);
	minute = digits(text + 14, 2);
	second = digits(text + 17, 2);
	fraction = micros ? digits(text + 20, 6) : 0;
	if (date_parse(day, &date) < 0 || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59 || fraction < 0)
		return -1;
	*instant =
	    ((int64_t)date.days * 86400 + hour * 3600 + minute * 60 + second) *
		INSTANT_SECOND +
	    fraction;
	return strcmp(instant_format(*instant, micros, again), text) == 0 ? 0
									  : -1;
}
