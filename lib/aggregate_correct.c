#include <string.h>

#include "lib/aggregate.h"
#include "lib/chain.h"
#include "lib/clock.h"
#include "lib/lookback.h"
#include "lib/source.h"

/* A date with corrections goes on record, in their transaction. */
static int
look_at(struct aggregate *run, const struct lookback *lookback,
    struct date date, struct restatements *list,
    struct aggregate_corrections *result, struct err *err)
{
	const bool asked = lookback->campaign != NULL;
	const double started = clock_seconds();
	struct run_entry entry = {
	    .date = date, .outcome = asked ? "corrected" : "looked_back"};
	struct looked looked;

	aggregate_begin_step(
	    run, asked ? AGGREGATE_READING : AGGREGATE_LOOKING_BACK, date);
	if (lookback_day(lookback, date, list, &looked, err) != 0)
		return -1;
	result->days += looked.sealed;
	result->kept += looked.kept;
	result->corrections = list->count;
	if (looked.counts.records == 0)
		return 0;
	entry.policy_id = looked.policy_id;
	entry.counts = &looked.counts;
	entry.seconds = clock_seconds() - started;
	return run_log_add(&run->db, &entry, err);
}

/* Looks from result->date on, within the transactions under way. */
static int
look(struct aggregate *run, const struct lookback *lookback, struct date last,
    struct restatements *list, struct aggregate_corrections *result,
    struct err *err)
{
	for (;;) {
		if (look_at(run, lookback, result->date, list, result, err) !=
		    0)
			return -1;
		if (date_compare(result->date, last) >= 0)
			break;
		result->date = date_add_days(result->date, 1);
	}
	if (list->count > 0)
		aggregate_begin_step(run, AGGREGATE_WRITING, last);
	return 0;
}

static int
write_list(struct aggregate *run, const struct restatements *list,
    const char *note, struct seal *seal, struct err *err)
{
	struct policy policy;
	struct date today;
	int rc;

	if (list->count == 0)
		return 0;
	if (source_policy(&run->db, &policy, &today, err) != 0)
		return -1;
	rc = lookback_write(&run->db, list, note, today, policy.time_zone,
	    run->origin, seal, err);
	policy_release(&policy);
	return rc;
}

static int
begin(struct aggregate *run, struct err *err)
{
	if (replica_look(run->pool.first, &run->replica, err) != 0)
		return -1;
	if (run->source.conn &&
	    db_command(&run->source,
		"begin transaction isolation level repeatable read read only",
		err) != 0)
		return -1;
	return db_command(
	    &run->db, "begin transaction isolation level repeatable read", err);
}

static int
end(struct aggregate *run, struct err *err)
{
	if (run->source.conn && db_command(&run->source, "commit", err) != 0)
		return -1;
	return db_command(&run->db, "commit", err);
}

/* One transaction: look, write what differs, seal it. */
static int
try_to_correct(struct aggregate *run, const struct lookback *lookback,
    struct date last, const char *note, struct aggregate_corrections *result,
    struct err *err)
{
	struct restatements list = {.memory = {&run->budget, 0}};
	int rc = -1;

	if (begin(run, err) == 0 &&
	    replica_check_sealed(
		&run->replica, &run->db, result->date, last, err) == 0 &&
	    look(run, lookback, last, &list, result, err) == 0 &&
	    write_list(run, &list, note, &result->seal, err) == 0)
		rc = end(run, err);
	restatements_release(&list);
	if (rc == 0 && result->corrections > 0)
		rc = aggregate_publish(run, &result->seal, err);
	return rc;
}

static int
correct(struct aggregate *run, const struct lookback *lookback,
    struct date first, struct date last, const char *note,
    struct aggregate_corrections *result, struct err *err)
{
	const double started = clock_seconds();
	struct run_entry entry = {0};

	memset(result, 0, sizeof(*result));
	result->date = first;
	if (try_to_correct(run, lookback, last, note, result, err) == 0)
		return 0;
	entry.date = result->date;
	entry.seconds = clock_seconds() - started;
	aggregate_record_failure(run, &entry, err);
	return -1;
}

int
aggregate_look_back(struct aggregate *run, struct date first, struct date last,
    struct aggregate_corrections *result, struct err *err)
{
	const struct scan scan = {.pool = &run->pool,
	    .budget = &run->budget,
	    .progress = run->options->progress,
	    .arg = run->options->arg};
	const struct lookback lookback = {
	    .db = &run->db, .scan = &scan, .reason = REASON_LATE_PLAYS};

	return correct(run, &lookback, first, last, "", result, err);
}

int
aggregate_correct(struct aggregate *run,
    const struct aggregate_request *request,
    struct aggregate_corrections *result, struct err *err)
{
	const struct scan scan = {.pool = &run->pool,
	    .budget = &run->budget,
	    .progress = run->options->progress,
	    .arg = run->options->arg,
	    .excluded_devices = request->excluded_devices};
	const struct lookback lookback = {.db = &run->db,
	    .scan = &scan,
	    .reason = request->reason,
	    .campaign = &request->campaign};
	const struct run_entry refusal = {
	    .date = request->date, .outcome = "refused"};
	char text[DATE_TEXT_SIZE];

	if (correct(run, &lookback, request->date, request->date, request->note,
		result, err) != 0)
		return -1;
	if (result->corrections > 0)
		return 0;
	if (result->days == 0)
		err_set(err, ERR_USAGE, "%s is not sealed",
		    date_format(request->date, text));
	else
		err_set(err, ERR_DATA,
		    "there is nothing to correct: the plays give the record "
		    "that holds");
	aggregate_record_failure(run, &refusal, err);
	return -1;
}

int
aggregate_is_sealed(struct aggregate *run, const struct seal *seal, bool *there,
    struct err *err)
{
	struct chain_link link;

	*there = false;
	if (seal->seq == 0)
		return 0;
	if (chain_get(&run->db, seal->seq, there, &link, err) != 0)
		return -1;
	*there =
	    *there && link.seal.kind == seal->kind &&
	    memcmp(&link.seal.root, &seal->root, sizeof(seal->root)) == 0 &&
	    memcmp(link.seal.prev, seal->prev, sizeof(seal->prev)) == 0;
	return 0;
}
