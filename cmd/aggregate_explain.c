#include "cmd/aggregate_explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/explain.h"
#include "lib/replica.h"
#include "lib/rollup.h"
#include "lib/source.h"
#include "queries.h"

/* What the databases have, and what the plays give. */
struct explanation {
	const struct uuid *campaign;
	struct policy policy;
	struct day day;
	struct db_rows revisions; /* of explain_record */
	struct db_rows known;     /* of explain_campaign */
	struct map homes;         /* struct rollup_home */
	struct map devices;       /* struct uuid: behind what holds */
	struct explain plays;
};

/* The columns of sql/queries/explain_record.sql. */
enum {
	REVISION,
	REASON,
	NAME,
	POLICY_ID,
	RECEIVED,
	IMPRESSIONS,
	DEVICES,
	STORES,
	DURATION,
	DEVICE_EXCLUDED
};

/* The columns of sql/queries/explain_campaign.sql. */
enum {
	KNOWN_NAME,
	IN_FLIGHT
};

/* The row that holds; only where there are any. */
static size_t
newest(const struct explanation *e)
{
	return db_rows_count(&e->revisions) - 1;
}

static bool
has_record(const struct explanation *e)
{
	return db_rows_count(&e->revisions) > 0;
}

static bool
is_known(const struct explanation *e)
{
	return db_rows_count(&e->known) > 0;
}

/* Records are here, campaigns are where the plays are. */
static int
read_stored(struct aggregate *run, struct date date, struct explanation *e,
    struct err *err)
{
	char id[UUID_TEXT_SIZE], text[DATE_TEXT_SIZE];
	const char *const params[] = {
	    uuid_format(e->campaign, id), date_format(date, text)};
	struct date today;

	if (db_query(&run->db, &sql_explain_record, 2, params, &e->revisions,
		err) != 0 ||
	    db_query(run->pool.first, &sql_explain_campaign, 2, params,
		&e->known, err) != 0)
		return -1;
	if (!has_record(e))
		return source_policy(&run->db, &e->policy, &today, err);
	return source_policy_by_id(&run->db,
	    db_int64(&e->revisions, newest(e), POLICY_ID), &e->policy, &today,
	    err);
}

static int
read_plays(struct aggregate *run, struct date date, struct explanation *e,
    struct err *err)
{
	struct explain_request request = {.campaign = e->campaign,
	    .policy = &e->policy,
	    .day = &e->day,
	    .homes = &e->homes};

	if (has_record(e) &&
	    db_int64(&e->revisions, newest(e), DEVICE_EXCLUDED) > 0) {
		if (explain_devices(
			&run->db, e->campaign, date, &e->devices, err) != 0)
			return -1;
		request.devices = &e->devices;
	}
	if (source_homes(run->pool.first, &e->homes, err) != 0)
		return -1;
	return explain_campaign(run->pool.first, &request, &e->plays, err);
}

static void
print_campaign(const struct explanation *e)
{
	char id[UUID_TEXT_SIZE];

	if (has_record(e))
		printf("campaign   %s%s\n",
		    db_text(&e->revisions, newest(e), NAME),
		    is_known(e) ? "" : ", gone from pop.source_campaign");
	else if (is_known(e))
		printf("campaign   %s%s\n", db_text(&e->known, 0, KNOWN_NAME),
		    db_bool(&e->known, 0, IN_FLIGHT) ? "" : ", not in flight");
	else
		printf("campaign   %s, not in pop.source_campaign\n",
		    uuid_format(e->campaign, id));
}

static void
print_head(const struct explanation *e, struct date date)
{
	const struct policy *policy = &e->policy;
	char text[DATE_TEXT_SIZE], start[INSTANT_TEXT_SIZE];
	char end[INSTANT_TEXT_SIZE];

	print_campaign(e);
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

/* A record or a correction as it was written. */
static void
print_revision(const struct db_rows *rows, size_t row)
{
	const int64_t revision = db_int64(rows, row, REVISION);
	const int64_t excluded = db_int64(rows, row, DEVICE_EXCLUDED);

	if (revision == 0)
		printf("sealed     ");
	else
		printf("correction %" PRId64 ", %s: ", revision,
		    db_text(rows, row, REASON));
	printf("%" PRId64 " plays received, %" PRId64 " counted, %" PRId64
	       " seconds on %" PRId64 " devices in %" PRId64 " stores",
	    db_int64(rows, row, RECEIVED), db_int64(rows, row, IMPRESSIONS),
	    db_int64(rows, row, DURATION), db_int64(rows, row, DEVICES),
	    db_int64(rows, row, STORES));
	if (excluded > 0)
		printf(", %" PRId64 " of devices that a person excluded",
		    excluded);
	putchar('\n');
}

static int64_t
plays_of(const struct explain *plays, const char *reason)
{
	for (size_t i = 0; i < plays->reason_count; i++) {
		if (strcmp(plays->reasons[i].reason, reason) == 0)
			return plays->reasons[i].plays;
	}
	return 0;
}

/* Prints what the plays no longer give; how many sums that is. */
static int
print_differences(const struct explanation *e, const char *held)
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
	    {"device_excluded", DEVICE_EXCLUDED,
		plays_of(plays, "device_excluded")},
	};
	int differences = 0;

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		int64_t then =
		    db_int64(&e->revisions, newest(e), sums[i].column);

		if (then == sums[i].now)
			continue;
		printf("record     %s: %s %" PRId64 ", the plays now give "
		       "%" PRId64 "\n",
		    sums[i].name, held, then, sums[i].now);
		differences++;
	}
	return differences;
}

/* What holds against the plays as they are now. */
static int
compare(const struct explanation *e, struct err *err)
{
	char held[32] = "sealed";

	if (!has_record(e)) {
		puts(is_known(e)
			 ? "record     not sealed"
			 : "record     none: a play of a campaign that "
			   "pop.source_campaign does not have is in no record");
		return 0;
	}
	for (size_t i = 0; i <= newest(e); i++)
		print_revision(&e->revisions, i);
	if (db_int64(&e->revisions, newest(e), REVISION) > 0)
		snprintf(held, sizeof(held), "correction %s",
		    db_text(&e->revisions, newest(e), REVISION));
	if (print_differences(e, held) > 0)
		return err_set(err, ERR_DATA,
		    "the record that holds and the plays of today differ");
	printf("record     %s, agrees with the plays\n", held);
	return 0;
}

/* A campaign that neither has a record nor is known nor played is a slip. */
static int
explain(struct aggregate *run, struct date date, struct explanation *e,
    struct err *err)
{
	char id[UUID_TEXT_SIZE];
	struct replica replica;
	int64_t now;

	if (read_stored(run, date, e, err) != 0 ||
	    source_day(
		&run->db, date, e->policy.time_zone, &e->day, &now, err) != 0 ||
	    replica_look(run->pool.first, &replica, err) != 0 ||
	    replica_check(&replica, e->day.end, err) != 0 ||
	    replica_check_sealed(&replica, &run->db, date, date, err) != 0 ||
	    read_plays(run, date, e, err) != 0)
		return -1;
	if (!has_record(e) && !is_known(e) && e->plays.plays_received == 0)
		return err_set(err, ERR_USAGE, "there is no campaign %s",
		    uuid_format(e->campaign, id));
	print_head(e, date);
	print_plays(&e->plays);
	return compare(e, err);
}

int
aggregate_explain(struct aggregate *run, const struct uuid *campaign,
    struct date date, struct err *err)
{
	struct explanation e = {.campaign = campaign};
	int rc;

	map_init(&e.homes, sizeof(struct uuid), sizeof(struct rollup_home),
	    &run->budget);
	map_init(
	    &e.devices, sizeof(struct uuid), sizeof(struct uuid), &run->budget);
	rc = explain(run, date, &e, err);
	map_release(&e.homes);
	map_release(&e.devices);
	policy_release(&e.policy);
	db_rows_release(&e.revisions);
	db_rows_release(&e.known);
	return rc;
}
