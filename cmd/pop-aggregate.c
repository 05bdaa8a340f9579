/*
 * pop-aggregate: rolls days of playback logs up into proof-of-play records.
 * Which days, again and again until it works, and what is said about it; the
 * work of a day is in lib/aggregate.c.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/aggregate_explain.h"
#include "cmd/aggregate_options.h"
#include "cmd/aggregate_output.h"
#include "cmd/exit_code.h"
#include "cmd/metrics.h"
#include "cmd/progress.h"
#include "cmd/retry.h"
#include "lib/aggregate.h"
#include "lib/clock.h"
#include "lib/days.h"
#include "lib/log.h"
#include "lib/recover.h"

extern char **environ;

static const char PROGRAM[] = "pop-aggregate";

/* A run from the program's point of view. */
struct session {
	const struct aggregate_command *command;
	struct aggregate aggregate;
	struct progress progress;
	struct metrics metrics;
	bool planned;           /* first and last are known */
	struct date next, last; /* days to do; none when next > last */
	int done;               /* days */
	struct aggregate_corrections corrected; /* by --correct, so far */
};

/* Nothing is half-written: the server rolls back what was not committed. */
static void
end_at_once(int signal_number)
{
	_exit(128 + signal_number);
}

static void
handle_signals(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = end_at_once;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

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

/* Works out which days to do, once the database can be asked. */
static int
plan_days(struct session *session, struct err *err)
{
	const struct day_choice *days = &session->command->days;
	char text[DATE_TEXT_SIZE];
	struct date today;

	if (session->planned)
		return 0;
	if (aggregate_today(&session->aggregate, &today, NULL, err) != 0)
		return -1;
	if (days->has_from) {
		session->next = days->from;
		session->last = days->to;
		if (date_compare(days->to, today) >= 0)
			return err_set(err, ERR_BUSY, "%s is not over",
			    date_format(days->to, text));
	} else if (days->has_date && !days->yesterday) {
		session->next = session->last = days->date;
	} else if (days->has_date || days->days_ago > 0) {
		session->next = session->last = date_add_days(
		    today, days->days_ago > 0 ? -(int32_t)days->days_ago : -1);
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

static int
report_corrections(const struct session *session,
    const struct aggregate_corrections *result, struct err *err)
{
	log_info("looked back over %zu days: %zu corrections", result->days,
	    result->corrections);
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

	if (days->has_date || days->has_from || days->days_ago > 0 ||
	    session->command->run.dry_run)
		return 0;
	if (aggregate_today(&session->aggregate, &first, &lookback_days, err) !=
	    0)
		return -1;
	first = date_add_days(first, -lookback_days);
	last = date_add_days(first_new, -1);
	if (date_compare(first, last) > 0)
		return 0;
	if (aggregate_look_back(
		&session->aggregate, first, last, &result, err) != 0)
		return -1;
	return report_corrections(session, &result, err);
}

/* Does the days that are left; stops at the first that fails. */
static int
do_days(struct session *session, struct err *err)
{
	struct date first_new;

	if (plan_days(session, err) != 0)
		return -1;
	first_new = session->next;
	while (date_compare(session->next, session->last) <= 0) {
		struct aggregate_result result;
		char text[DATE_TEXT_SIZE];
		int rc;

		progress_start(
		    &session->progress, date_format(session->next, text));
		rc = aggregate_day(
		    &session->aggregate, session->next, &result, err);
		progress_end(&session->progress);
		if (rc != 0)
			return -1;
		rc = report_day(session, &result, err);
		aggregate_result_release(&result);
		if (rc != 0)
			return -1;
		session->next = date_add_days(session->next, 1);
		session->done++;
	}
	return look_back(session, first_new, err);
}

static int
correct(struct session *session, struct err *err)
{
	const struct aggregate_command *command = session->command;
	const struct aggregate_request request = {.date = session->next,
	    .campaign = command->campaign,
	    .reason = command->reason,
	    .note = command->note ? command->note : "",
	    .excluded_devices = &command->excluded_devices};
	struct aggregate_corrections *result = &session->corrected;
	bool there;

	/* A commit whose answer was lost is not done a second time. */
	if (aggregate_is_sealed(
		&session->aggregate, &result->seal, &there, err) != 0)
		return -1;
	if (!there &&
	    aggregate_correct(&session->aggregate, &request, result, err) != 0)
		return -1;
	return report_corrections(session, result, err);
}

static int
put_back(struct session *session, struct err *err)
{
	struct recovered recovered;
	int rc = recover(
	    &session->aggregate.db, session->command->archive, &recovered, err);

	log_info("%zu seals are back, %zu were there", recovered.seals,
	    recovered.there);
	if (rc != 0 && recovered.seals > 0)
		log_error(
		    "%zu seals are back, the next is not", recovered.seals);
	return rc == 0 && session->command->json
		   ? output_recovered_json(&recovered, err)
		   : rc;
}

static int
show_status(struct session *session, struct err *err)
{
	const struct day_choice *days = &session->command->days;
	struct db *db = &session->aggregate.db;
	struct day_status *statuses;
	struct date first, last;
	bool found = true;
	size_t count;
	int rc = 0;

	if (aggregate_today(&session->aggregate, &last, NULL, err) != 0)
		return -1;
	last = date_add_days(last, -1);
	first = last;
	if (days->has_from) {
		first = days->from;
		last = days->to;
	} else if (days_first_sealed(db, &found, &first, err) != 0) {
		return -1;
	}
	if (days_status(db, first, last, &statuses, &count, err) != 0)
		return -1;
	if (session->command->json)
		rc = output_status_json(statuses, count, err);
	else
		output_status(statuses, count);
	free(statuses);
	return rc;
}

static int
do_mode(struct session *session, struct err *err)
{
	switch (session->command->mode) {
	case MODE_STATUS:
		return show_status(session, err);
	case MODE_SEALS:
		return output_seals(
		    &session->aggregate.db, session->command->json, err);
	case MODE_EXPLAIN:
		if (plan_days(session, err) != 0)
			return -1;
		return aggregate_explain(&session->aggregate,
		    &session->command->campaign, session->next, err);
	case MODE_CORRECT:
		if (plan_days(session, err) != 0)
			return -1;
		return correct(session, err);
	case MODE_RECOVER:
		return put_back(session, err);
	default:
		return do_days(session, err);
	}
}

/* A hook that fails is tried again next night and blocks nothing. */
static void
notify(struct session *session)
{
	struct err err;

	if (publish_notify(&session->aggregate.publish, &err) != 0) {
		log_warning("%s", err.message);
		if (err.detail[0] != '\0')
			log_warning("%s", err.detail);
	}
}

static int
attempt(struct session *session, struct err *err)
{
	int rc;

	if (aggregate_open(&session->aggregate, &session->command->run, err) !=
	    0)
		return -1;
	rc = do_mode(session, err);
	if (rc == 0 && session->aggregate.publishing)
		notify(session);
	aggregate_close(&session->aggregate);
	return rc;
}

/* Tries again until it works or --retry-for is over; a day is progress. */
static int
persist(struct session *session, struct err *err)
{
	struct retry retry;
	int done = 0;

	retry_init(&retry, session->command->retry_for_s);
	while (attempt(session, err) != 0) {
		if (session->done > done)
			retry_progress(&retry);
		done = session->done;
		if (!retry_pause(&retry, err))
			return -1;
	}
	return 0;
}

static int
write_metrics(
    struct session *session, double seconds, bool succeeded, struct err *err)
{
	struct metrics *metrics = &session->metrics;

	metrics->succeeded = succeeded;
	metrics->finished_at = (int64_t)time(NULL);
	metrics->seconds = seconds;
	metrics->pending_known = session->planned;
	metrics->days_pending = session->last.days - session->next.days + 1;
	return metrics_write(metrics, session->command->metrics_file, err);
}

static int
run(const struct aggregate_command *command, struct err *err)
{
	struct session session = {.command = command};
	struct aggregate_command own = *command;
	const bool writes = command->mode == MODE_RUN ||
			    command->mode == MODE_CORRECT ||
			    command->mode == MODE_RECOVER;
	double started = clock_seconds();
	struct err metrics_err;
	int rc;

	progress_init(&session.progress, command->no_progress);
	own.run.progress = progress_update;
	own.run.arg = &session.progress;
	/* Looking takes no lock and writes nothing. */
	own.run.dry_run = own.run.dry_run || !writes;
	if (own.publish.directory && writes && !own.run.dry_run) {
		own.publish.environment = (const char *const *)environ;
		own.run.publish = &own.publish;
	}
	session.command = &own;
	rc = persist(&session, err);
	if (rc != 0 && session.done > 0) {
		char text[DATE_TEXT_SIZE];

		log_error("%d days are done, the next is %s", session.done,
		    date_format(session.next, text));
	}
	if (command->metrics_file &&
	    write_metrics(&session, clock_seconds() - started, rc == 0,
		&metrics_err) != 0) {
		log_err(&metrics_err);
		if (rc == 0)
			*err = metrics_err;
		rc = -1;
	}
	metrics_release(&session.metrics);
	map_release(&own.excluded_devices);
	return rc;
}

int
main(int argc, char **argv)
{
	struct aggregate_command command;
	struct err err = {ERR_NONE, "", "", ""};
	int parsed;

	handle_signals();
	log_init(PROGRAM, LOG_LEVEL_WARNING, false);
	parsed = aggregate_command_parse(&command, argc, argv, &err);
	if (parsed == 0)
		log_init(PROGRAM,
		    command.verbose ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
		    command.to_syslog);
	if (parsed < 0 || (parsed == 0 && run(&command, &err) != 0)) {
		log_err(&err);
		return exit_code(err.kind);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		log_error("could not write to standard output");
		return exit_code(ERR_UNAVAILABLE);
	}
	return 0;
}
