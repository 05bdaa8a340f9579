#include "lib/lookback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/chain.h"
#include "lib/compute.h"
#include "lib/correction_reader.h"
#include "lib/db_each.h"
#include "lib/record_writer.h"
#include "lib/sealer.h"
#include "lib/source.h"
#include "queries.h"

/* A day being compared: records arrive in the order of the ledger's. */
struct comparison {
	const struct lookback *lookback;
	struct ledger *ledger;
	size_t next; /* in the ledger */
	struct restatements *list;
	size_t kept;
};

/* A campaign without a record: a correction only if there are plays. */
static int
add_missing(struct comparison *comparison, struct record *now, struct err *err)
{
	const struct lookback *lookback = comparison->lookback;
	const struct correction none = {.revision = 0};

	if (now->plays_received == 0 ||
	    (lookback->campaign &&
		uuid_compare(&now->campaign_id, lookback->campaign) != 0))
		return 0;
	return restate_add(
	    comparison->list, NULL, &none, now, lookback->reason, err);
}

static int
compare_record(struct comparison *comparison, const struct record *record,
    const struct correction *before, struct record *now, struct err *err)
{
	const struct lookback *lookback = comparison->lookback;

	if (lookback->campaign &&
	    uuid_compare(&record->campaign_id, lookback->campaign) != 0)
		return 0;
	if (!restate_differs(record, now))
		return 0;
	if (!lookback->campaign && before->revision > 0 &&
	    before->reason != REASON_LATE_PLAYS) {
		comparison->kept++;
		return 0;
	}
	return restate_add(
	    comparison->list, record, before, now, lookback->reason, err);
}

/* Merges the records that hold with those of the ledger, by campaign. */
static int
take_effective(void *arg, const struct db_rows *row, struct err *err)
{
	struct comparison *comparison = arg;
	struct ledger *ledger = comparison->ledger;
	struct correction before;
	struct record record;
	int order = 1, rc = -1;

	memset(&record, 0, sizeof(record));
	if (correction_read(&record, &before, row, 0, err) != 0)
		goto out;
	while (comparison->next < ledger->count) {
		struct record *now = &ledger->records[comparison->next];

		order = uuid_compare(&now->campaign_id, &record.campaign_id);
		if (order >= 0)
			break;
		comparison->next++;
		if (add_missing(comparison, now, err) != 0)
			goto out;
	}
	/* A campaign that is gone from the source keeps its record. */
	rc = 0;
	if (comparison->next < ledger->count && order == 0)
		rc = compare_record(comparison, &record, &before,
		    &ledger->records[comparison->next++], err);
out:
	record_release(&record);
	return rc;
}

static int
compare_day(struct comparison *comparison, struct date date, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text)};
	const struct db_sink sink = {take_effective, comparison};
	struct ledger *ledger = comparison->ledger;
	int rc;

	rc = db_each(comparison->lookback->db, &sql_effective_of_day, 1, params,
	    &sink, err);
	while (rc == 0 && comparison->next < ledger->count)
		rc = add_missing(
		    comparison, &ledger->records[comparison->next++], err);
	return rc;
}

/* The policy of a sealed date; *sealed is false when it is not. */
static int
policy_of(struct db *db, struct date date, struct policy *policy, bool *sealed,
    struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text)};
	struct date today;
	struct db_rows rows;
	int rc = 0;

	if (db_query(db, &sql_day_policy, 1, params, &rows, err) != 0)
		return -1;
	*sealed = !db_is_null(&rows, 0, 0);
	if (*sealed)
		rc = source_policy_by_id(
		    db, db_int64(&rows, 0, 0), policy, &today, err);
	db_rows_release(&rows);
	return rc;
}

int
lookback_day(const struct lookback *lookback, struct date date,
    struct restatements *list, struct looked *looked, struct err *err)
{
	const size_t before = list->count;
	struct ledger ledger = {.count = 0};
	struct comparison comparison = {
	    .lookback = lookback, .ledger = &ledger, .list = list};
	struct policy policy = {.id = 0};
	struct day day;
	int64_t now;
	int rc = -1;

	memset(looked, 0, sizeof(*looked));
	if (policy_of(lookback->db, date, &policy, &looked->sealed, err) != 0)
		return -1;
	if (!looked->sealed)
		return 0;
	looked->policy_id = policy.id;
	if (source_day(lookback->db, date, policy.time_zone, &day, &now, err) ==
		0 &&
	    compute_day(lookback->scan, &policy, &day, &ledger, err) == 0)
		rc = compare_day(&comparison, date, err);
	looked->kept = comparison.kept;
	looked->counts = run_counts_of(&ledger);
	looked->counts.records = (int64_t)(list->count - before);
	ledger_release(&ledger);
	policy_release(&policy);
	return rc;
}

int
lookback_write(struct db *db, const struct restatements *list, const char *note,
    struct date date, const char *time_zone, const char *origin,
    struct seal *seal, struct err *err)
{
	int64_t seq;

	if (chain_next(db, &seq, err) != 0 ||
	    record_writer_corrections(db, list, seq, note, err) != 0)
		return -1;
	return sealer_seal_corrections(
	    db, seq, date, time_zone, origin, seal, err);
}
