/*
 * A report: the records of one campaign over a range of dates as they hold,
 * added up, with a state for every date (contract, section 7).  Pure: the
 * records come from the caller, one at a time, in order of date; of a date that
 * was corrected, the newest revision first and the original last.
 */
#ifndef LIB_REPORT_H
#define LIB_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/map.h"
#include "lib/measures.h"
#include "lib/record.h"

#define REPORT_MAX_DAYS 366

enum day_state {
	DAY_NOT_AGGREGATED, /* in flight, over or under way, no record */
	DAY_OUTSIDE_FLIGHT, /* no record, and none is missing */
	DAY_FUTURE,         /* has not begun */
	DAY_SEALED,         /* has a record */
	DAY_CORRECTED       /* has a later restatement of one, too */
};

/* Which restatement of a record it is; all of it borrowed. */
struct report_revision {
	int64_t number; /* from 1 */
	const char *reason, *note;
};

/* A correction, and what it changed. */
struct report_correction {
	int64_t revision;
	struct uuid record_id;
	int64_t made_at;
	char *reason, *note;
	struct measures difference; /* to the revision before, or to nothing */
};

/* What was sealed at first. */
struct report_original {
	struct uuid record_id;
	int64_t created_at;
	struct measures measures;
};

/* A sum of records: one for each day, one for the whole range. */
struct report_sums {
	int64_t total_impressions;
	int64_t unique_devices;
	int64_t unique_stores;
	int64_t total_duration_seconds;
	int64_t hours[HOURS_PER_DAY];
	int64_t plays_received;
	struct named_counts exclusions;
};

struct report_day {
	struct date date;
	enum day_state state;
	bool missing; /* should have a record, now or later, and has none */
	/* The rest only when there is a record: */
	char *time_zone;
	struct uuid record_id; /* of the row that holds */
	int64_t created_at;
	struct report_sums sums;
	/* Only of a corrected date: */
	struct report_correction *corrections; /* newest first */
	size_t correction_count;
	struct report_original *original; /* NULL: sealed without a record */
};

/* What the dates without a record are judged by. */
struct flight {
	bool known; /* false: the campaign is known by its records only */
	struct date starts_on;
	bool has_end;
	struct date ends_on;
	struct date today; /* in the policy's time zone */
};

struct report {
	struct uuid campaign_id;
	char *campaign_name;     /* of the newest record, or what was set */
	char *time_zone;         /* likewise */
	struct report_day *days; /* every date of the range, in order */
	size_t day_count;
	struct report_sums total;
	struct named_counts regions;
	struct map store_index;     /* of `stores` */
	struct store_count *stores; /* merged; sorted by report_finish */
	size_t store_count;
	size_t store_capacity;
	size_t record_count;
	bool complete;      /* after report_finish: no day is missing */
	int64_t changed_at; /* instant of the newest record, 0: none */
};

/*
 * Prepares a report of `from` to `to`, inclusive, at most REPORT_MAX_DAYS.
 * Returns 0, or -1 when out of memory; release it in either case.
 */
int report_init(struct report *report, const struct uuid *campaign_id,
    struct date from, struct date to, struct err *err);
void report_release(struct report *report); /* accepts a zeroed struct */

/* Sets name and time zone, copies; a record added later overrides them. */
int report_set_names(struct report *report, const char *campaign_name,
    const char *time_zone, struct err *err);

/* The state of a date without a record. */
enum day_state flight_judge(const struct flight *flight, struct date date);

/* Gives every date the state it has without a record.  Once, before adding. */
void report_set_flight(struct report *report, const struct flight *flight);

/*
 * Adds a sealed record of the campaign whose date is in the range; NULL for
 * `revision` is the original.  The first of a date is what holds; those behind
 * it count down, or it is ERR_DATA.  What the report keeps is copied.
 */
int report_add(struct report *report, const struct record *record,
    const struct report_revision *revision, struct err *err);

/*
 * Ends the adding: orders the stores, finds out what is missing and takes the
 * unique devices and stores of the whole range.
 */
void report_finish(
    struct report *report, int64_t unique_devices, int64_t unique_stores);

/* The date of the range; NULL outside of it. */
struct report_day *report_find_day(struct report *report, struct date date);

/* Sealed or corrected. */
bool day_has_record(const struct report_day *day);

/* "sealed", "future", ... */
const char *day_state_name(enum day_state state);

#endif
