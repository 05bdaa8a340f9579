/*
 * Calendar dates (proleptic Gregorian) and instants.  No time zones here:
 * which instants make up a date is the database's answer, see slice.h.
 */
#ifndef LIB_DATE_H
#define LIB_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT_SIZE 11    /* "YYYY-MM-DD" and the NUL */
#define INSTANT_TEXT_SIZE 28 /* "YYYY-MM-DDThh:mm:ss.ffffffZ" and the NUL */

/* A date as days since 1970-01-01; within the years 1 to 9999. */
struct date {
	int32_t days;
};

/* An instant is an int64_t: microseconds since 1970-01-01T00:00:00Z. */
#define INSTANT_SECOND INT64_C(1000000)

/* Those that can be written: of the years 1 to 9999. */
#define INSTANT_MIN (INT64_C(-62135596800) * INSTANT_SECOND)
#define INSTANT_MAX (INT64_C(253402300800) * INSTANT_SECOND - 1)

/*
 * Reads exactly "YYYY-MM-DD", a date that exists, from year 1 on.
 * Returns 0, or -1 when `text` is anything else.
 */
int date_parse(const char *text, struct date *date);

/* Writes "YYYY-MM-DD" and its NUL; returns `text`. */
char *date_format(struct date date, char text[DATE_TEXT_SIZE]);

/* Less than, equal to or greater than 0. */
int date_compare(struct date a, struct date b);

struct date date_add_days(struct date date, int32_t days);

/*
 * Writes an instant in UTC as "YYYY-MM-DDThh:mm:ssZ", with six decimals before
 * the Z when `micros` is true; returns `text`.
 */
char *
instant_format(int64_t instant, bool micros, char text[INSTANT_TEXT_SIZE]);

/*
 * Reads exactly what instant_format writes.  Returns 0, or -1 when `text` is
 * anything else.
 */
int instant_parse(const char *text, bool micros, int64_t *instant);

#endif
