#include "cmd/aggregate_explain.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/explain.h"
#include "lib/replica.h"
#include "lib/rollup.h"
#include "lib/source.h"
#include "queries.h"

/* What the database has, and what the plays give. */
struct explanation {
	struct policy policy;
	struct day day;
	struct db_rows stored; /* of explain_record */
	struct explain plays;
};

/* The columns of sql/queries/explain_record.sql. */
enum {
	NAME,
	IN_SOURCE,
	POLICY_ID,
	RECEIVED,
	IMPRESSIONS,
	DEVICES,
	STORES,
	DURATION
};

static int
read_stored(struct aggregate *run, const struct uuid *campaign,
    struct date date, struct explanation *e, struct err *err)
{
	char id[UUID_TEXT_SIZE], text[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(campaign, id), date_format(date, text)};
	struct date today;

	if (db_query(
		&run->db, &sql_explain_record, 2, params, &e->stored, err) != 0)
		return -1;
	if (db_is_null(&e->stored, 0, NAME))
		return err_set(err, ERR_USAGE, "there is no campaign %s", id);
	if (db_is_null(&e->stored, 0, POLICY_ID))
		return source_policy(&run->db, &e->policy, &today, err);
	return source_policy_by_id(&run->db, db_int64(&e->stored, 0, POLICY_ID),
	    &e->policy, &today, err);
}

static int
read_plays(struct aggregate *run, const struct uuid *campaign,
    struct explanation *e, struct err *err)
{
	struct map homes;
	int rc = -1;

	map_init(&homes, sizeof(struct uuid), sizeof(struct rollup_home),
	    &run->budget);
	if (source_homes(run->pool.first, &homes, err) == 0)
		rc = explain_campaign(run->pool.first, campaign, &e->policy,
		    &e->day, &homes, &e->plays, err);
	map_release(&homes);
	return rc;
}

static void
print_head(const struct explanation *e, struct date date)
{
	const struct policy *policy = &e->policy;
	char text[DATE_TEXT_SIZE], start[INSTANT_TEXT_SIZE];
	char end[INSTANT_TEXT_SIZE];

	printf("campaign   %s\n", db_text(&e->stored, 0, NAME));
	printf("day        %s in %s, from %s to %s\n", date_format(date, text),
	    e->day.time_zone, instant_format(e->day.start, false, start),
	    instant_format(e->day.end, false, end));
	printf("policy     %" PRId64 ": counts", policy->id);
	for (size_t i = 0; i < policy->status_count; i++)
		printf(" %s", policy->statuses[i]);
	printf(", 1 to %" PRId32 " s, clock skew up to %" PRId32
	       " s, duplicates %s\n",
	    policy->max_duration_seconds, policy->clock_skew_seconds,
	    policy->dedupe ? "removed" : "counted");
}

static void
print_reason(const struct explain_reason *reason)
{
	printf("  %-20s %10" PRId64, reason->reason, reason->plays);
	for (size_t i = 0; i < reason->example_count; i++) {
		char id[UUID_TEXT_SIZE];

		printf("%s %s", i == 0 ? "  e.g." : ",",
		    uuid_format(&reason->examples[i], id));
	}
	putchar('\n');
}

static void
print_plays(const struct explain *plays)
{
	printf("read       %" PRId64 " plays\n", plays->plays_received);
	for (size_t i = 0; i < plays->reason_count; i++)
		print_reason(&plays->reasons[i]);
	printf("counted    %" PRId64 " seconds on %" PRId64
	       " devices in %" PRId64 " stores",
	    plays->reasons[0].duration_seconds, plays->devices, plays->stores);
	if (plays->without_store > 0)
		printf(", %" PRId64 " plays without a store",
		    plays->without_store);
	putchar('\n');
}

/* The sealed record against the plays as they are now. */
static int
compare(const struct explanation *e, struct err *err)
{
	const struct explain *plays = &e->plays;
	const struct {
		const char *name;
		int column;
		int64_t now;
	} sums[] = {
	    {"plays_received", RECEIVED, plays->plays_received},
	    {"total_impressions", IMPRESSIONS, plays->reasons[0].plays},
	    {"unique_devices", DEVICES, plays->devices},
	    {"unique_stores", STORES, plays->stores},
	    {"total_duration_seconds", DURATION,
		plays->reasons[0].duration_seconds},
	};
	int differences = 0;

	if (db_is_null(&e->stored, 0, POLICY_ID)) {
		puts("record     not sealed");
		return 0;
	}
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		int64_t sealed = db_int64(&e->stored, 0, sums[i].column);

		if (sealed == sums[i].now)
			continue;
		printf("record     %s: sealed %" PRId64 ", the plays now give "
		       "%" PRId64 "\n",
		    sums[i].name, sealed, sums[i].now);
		differences++;
	}
	if (differences == 0) {
		puts("record     sealed, agrees with the plays");
		return 0;
	}
	return err_set(
	    err, ERR_DATA, "the sealed record and the plays of today differ");
}

int
aggregate_explain(struct aggregate *run, const struct uuid *campaign,
    struct date date, struct err *err)
{
	struct explanation e = {.stored = {NULL}};
	struct replica replica;
	int64_t now;
	int rc = -1;

	if (read_stored(run, campaign, date, &e, err) == 0 &&
	    source_day(&run->db, date, e.policy.time_zone, &e.day, &now, err) ==
		0 &&
	    replica_look(run->pool.first, &replica, err) == 0 &&
	    replica_check(&replica, e.day.end, err) == 0 &&
	    replica_check_sealed(&replica, &run->db, date, date, err) == 0 &&
	    read_plays(run, campaign, &e, err) == 0) {
		print_head(&e, date);
		print_plays(&e.plays);
		rc = compare(&e, err);
	}
	policy_release(&e.policy);
	db_rows_release(&e.stored);
	return rc;
}
