#include "cmd/session.h"

#include "cmd/aggregate_output.h"
#include "lib/days.h"
#include "lib/log.h"

/* From the day after the newest sealed one to yesterday. */
static int
plan_catching_up(
    struct session *session, struct date yesterday, struct err *err)
{
	bool found;

	if (days_last_sealed(
		&session->aggregate.db, &found, &session->next, err) != 0)
		return -1;
	session->next = found ? date_add_days(session->next, 1) : yesterday;
	session->last = yesterday;
	if (date_compare(session->next, session->last) > 0)
		log_info("every day up to yesterday is sealed");
	return 0;
}

int
session_plan_days(struct session *session, struct err *err)
{
	const struct day_choice *days = &session->command->days;
	struct date today;

	if (session->planned)
		return 0;
	if (aggregate_today(&session->aggregate, &today, NULL, err) != 0)
		return -1;
	if (days->has_from) {
		session->next = days->from;
		session->last = days->to;
		if (date_compare(days->to, today) >= 0)
			return aggregate_refuse_day(
			    &session->aggregate, days->to, err);
	} else if (days->has_date && !days->yesterday) {
		session->next = session->last = days->date;
	} else if (days->has_date || days->has_days_ago) {
		session->next = session->last = date_add_days(
		    today, days->has_days_ago ? -(int32_t)days->days_ago : -1);
	} else if (plan_catching_up(session, date_add_days(today, -1), err) !=
		   0) {
		return -1;
	}
	session->planned = true;
	return 0;
}

static int
report_day(struct session *session, const struct aggregate_result *result,
    struct err *err)
{
	const struct aggregate_command *command = session->command;
	char text[DATE_TEXT_SIZE];

	date_format(result->date, text);
	if (result->outcome == AGGREGATE_UNCHANGED)
		log_info("%s: already sealed, nothing to do", text);
	else if (result->outcome == AGGREGATE_SEALED)
		log_info("%s: sealed %zu records in %.1f s", text,
		    result->ledger.count, result->seconds);
	output_warnings(result);
	if (metrics_add(&session->metrics, result, err) != 0)
		return -1;
	if (command->json)
		return output_day_json(result, err);
	if (result->outcome == AGGREGATE_COMPUTED)
		output_dry_run(
		    result, command->has_campaign ? &command->campaign : NULL);
	return 0;
}

int
session_report_corrections(struct session *session,
    const struct aggregate_corrections *result, struct err *err)
{
	log_info("looked back over %zu day%s: %zu correction%s", result->days,
	    result->days == 1 ? "" : "s", result->corrections,
	    result->corrections == 1 ? "" : "s");
	session->metrics.corrections += (int64_t)result->corrections;
	if (result->kept > 0)
		log_info("warning: %zu records that a person corrected differ "
			 "from their plays and are left alone",
		    result->kept);
	return session->command->json ? output_corrections_json(result, err)
				      : 0;
}

/* Without a date, the days before the new ones are looked at once more. */
static int
look_back(struct session *session, struct date first_new, struct err *err)
{
	const struct day_choice *days = &session->command->days;
	struct aggregate_corrections result;
	struct date first, last;
	int32_t lookback_days;
	int rc;

	if (days->has_date || days->has_from || days->has_days_ago ||
	    session->command->run.dry_run)
		return 0;
	if (aggregate_today(&session->aggregate, &first, &lookback_days, err) !=
	    0)
		return -1;
	first = date_add_days(first, -lookback_days);
	last = date_add_days(first_new, -1);
	if (date_compare(first, last) > 0)
		return 0;
	rc =
	    aggregate_look_back(&session->aggregate, first, last, &result, err);
	progress_end(&session->progress);
	session->looked = true;
	session->looked_at = result.date;
	if (rc != 0)
		return -1;
	return session_report_corrections(session, &result, err);
}

/* A date that the time zone skipped stops nobody who asked for others, too. */
static bool
may_skip(const struct session *session, const struct err *err)
{
	const struct day_choice *days = &session->command->days;

	if (err->kind != ERR_NO_DAY || days->has_date || days->has_days_ago)
		return false;
	log_info("%s", err->message);
	return true;
}

static int
do_day(struct session *session, struct err *err)
{
	struct aggregate_result result;
	int rc;

	rc = aggregate_day(&session->aggregate, session->next, &result, err);
	progress_end(&session->progress);
	if (rc != 0)
		return may_skip(session, err) ? 0 : -1;
	rc = report_day(session, &result, err);
	aggregate_result_release(&result);
	if (rc != 0)
		return -1;
	if (session->done++ == 0)
		session->first_done = session->next;
	session->last_done = session->next;
	return 0;
}

int
session_do_days(struct session *session, struct err *err)
{
	struct date first_new;

	if (session_plan_days(session, err) != 0)
		return -1;
	first_new = session->next;
	while (date_compare(session->next, session->last) <= 0) {
		if (do_day(session, err) != 0)
			return -1;
		session->next = date_add_days(session->next, 1);
	}
	return look_back(session, first_new, err);
}
