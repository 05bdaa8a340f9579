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
#include "cmd/aggregate_hint.h"
#include "cmd/aggregate_output.h"
#include "cmd/exit_code.h"
#include "cmd/retry.h"
#include "cmd/session.h"
#include "lib/clock.h"
#include "lib/days.h"
#include "lib/log.h"
#include "lib/recover.h"

extern char **environ;

static const char PROGRAM[] = "pop-aggregate";

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
	int rc;

	/* A commit whose answer was lost is not done a second time. */
	if (aggregate_is_sealed(
		&session->aggregate, &result->seal, &there, err) != 0)
		return -1;
	if (!there) {
		rc = aggregate_correct(
		    &session->aggregate, &request, result, err);
		progress_end(&session->progress);
		if (rc != 0)
			return -1;
	}
	return session_report_corrections(session, result, err);
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

/* For what only looks: a run refuses on record, aggregate_refuse_day. */
static int
refuse_day(struct date date, struct err *err)
{
	char text[DATE_TEXT_SIZE];

	return err_set(
	    err, ERR_BUSY, "%s is not over", date_format(date, text));
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
		if (date_compare(days->to, last) > 0)
			return refuse_day(days->to, err);
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
refuse_today(struct session *session, struct err *err)
{
	struct date today;

	if (aggregate_today(&session->aggregate, &today, NULL, err) != 0)
		return -1;
	if (date_compare(session->next, today) < 0)
		return 0;
	return refuse_day(session->next, err);
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
		if (session_plan_days(session, err) != 0 ||
		    refuse_today(session, err) != 0)
			return -1;
		return aggregate_explain(&session->aggregate,
		    &session->command->campaign, session->next, err);
	case MODE_CORRECT:
		if (session_plan_days(session, err) != 0)
			return -1;
		return correct(session, err);
	case MODE_RECOVER:
		return put_back(session, err);
	default:
		return session_do_days(session, err);
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

/* How many closed days wait; not known when the database does not answer. */
static void
count_pending(struct session *session)
{
	struct metrics *metrics = &session->metrics;
	struct date today, newest;
	struct err ignored;
	bool found;

	metrics->pending_known =
	    session->command->metrics_file &&
	    aggregate_today(&session->aggregate, &today, NULL, &ignored) == 0 &&
	    days_last_sealed(
		&session->aggregate.db, &found, &newest, &ignored) == 0;
	if (!metrics->pending_known)
		return;
	/* before the first night, yesterday */
	metrics->days_pending = found ? today.days - newest.days - 1 : 1;
	if (metrics->days_pending < 0)
		metrics->days_pending = 0;
}

/* The same after a run that was refused before it came to a day. */
static void
ask_pending(struct session *session)
{
	struct aggregate_options look = session->command->run;
	struct err ignored;

	look.dry_run = true;
	look.source = NULL;
	look.publish = NULL;
	if (aggregate_open(&session->aggregate, &look, &ignored) != 0)
		return;
	count_pending(session);
	aggregate_close(&session->aggregate);
}

static int
attempt(struct session *session, struct err *err)
{
	int rc;

	if (aggregate_open(&session->aggregate, &session->command->run, err) !=
	    0)
		return -1;
	rc = do_mode(session, err);
	count_pending(session);
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

/* Which days are done, and at which it stopped; the error itself follows. */
static int
say_where(const struct session *session, struct err *err)
{
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE], at[DATE_TEXT_SIZE];
	const bool all = date_compare(session->next, session->last) > 0;
	const struct date date = all ? session->looked_at : session->next;
	struct err printing;

	date_format(session->first_done, first);
	date_format(session->last_done, last);
	date_format(date, at);
	if (session->done > 1)
		log_error("%s to %s are done", first, last);
	else if (session->done == 1)
		log_error("%s is done", first);
	if (all && !session->looked) {
		log_error("stopped before looking back");
		return -1;
	}
	log_error(
	    all ? "stopped when looking back at %s" : "stopped at %s", at);
	if (session->command->json)
		(void)output_failed_json(date, all, err, &printing);
	return -1;
}

static int
write_metrics(
    struct session *session, double seconds, bool succeeded, struct err *err)
{
	struct metrics *metrics = &session->metrics;

	if (!metrics->pending_known)
		ask_pending(session);
	metrics->succeeded = succeeded;
	metrics->finished_at = (int64_t)time(NULL);
	metrics->seconds = seconds;
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
	own.run.step = progress_step;
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
	if (rc != 0 && session.planned && command->mode == MODE_RUN)
		rc = say_where(&session, err);
	if (command->metrics_file &&
	    write_metrics(&session, clock_seconds() - started, rc == 0,
		&metrics_err) != 0) {
		if (rc == 0)
			*err = metrics_err;
		else
			log_err(&metrics_err);
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
	log_init(PROGRAM, LOG_LEVEL_WARNING,
	    aggregate_command_to_syslog(argc, argv));
	parsed = aggregate_command_parse(&command, argc, argv, &err);
	if (parsed == 0)
		log_init(PROGRAM,
		    command.verbose ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
		    command.to_syslog);
	if (parsed < 0 || (parsed == 0 && run(&command, &err) != 0) ||
	    output_finish(&err) != 0) {
		aggregate_hint(&err);
		log_err(&err);
		return exit_code(err.kind);
	}
	return 0;
}
