#include "cgi-bin/endpoint.h"

#include <stdio.h>
#include <string.h>

#include "cgi-bin/negotiate.h"
#include "cgi-bin/report_query.h"
#include "cgi-bin/validator.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/report_csv.h"
#include "lib/report_json.h"

/* Part of every entity tag: count it up when a format changes. */
#define FORMAT_VERSION 1

#define SETTLED_MAX_AGE "private, max-age=3600"

/* An answer under way. */
struct answer {
	const struct exchange *exchange;
	struct range range;
	struct report_query query;
	struct report_table table;
	bool table_open;
	struct json json;
	bool unchanged; /* the client has it already */
	char etag[ETAG_SIZE];
};

static bool
is_csv(const struct answer *answer)
{
	return answer->exchange->params.format == FORMAT_CSV;
}

static struct buf *
body(struct answer *answer)
{
	return &answer->exchange->response->body;
}

static bool
by_device(const struct answer *answer)
{
	return answer->exchange->params.breakdown == BREAKDOWN_DEVICE;
}

/* What does not go together. */
static int
check_params(const struct params *params, struct problem *problem)
{
	if (params->format == FORMAT_CSV)
		return 0;
	if (params->given & PARAM_BOM)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "bom",
		    "\"bom\" goes with CSV only.");
	if (params->given & PARAM_BREAKDOWN &&
	    params->breakdown != BREAKDOWN_DEVICE)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "breakdown",
		    "JSON has hours, regions and stores anyway; \"breakdown\" "
		    "can only be device.");
	return 0;
}

/* --- the rows, as they arrive --- */

static void
open_table(struct answer *answer)
{
	const struct params *params = &answer->exchange->params;

	if (answer->table_open)
		return;
	answer->table_open = true;
	if (params->bom)
		buf_puts(body(answer), "\xef\xbb\xbf");
	report_table_open(&answer->table, &answer->query.report,
	    params->breakdown, body(answer));
}

static void
take_record(void *arg, const struct record *record)
{
	struct answer *answer = arg;

	open_table(answer);
	report_table_record(&answer->table, record);
}

static void
take_device(void *arg, struct date date, const struct device_count *device)
{
	struct answer *answer = arg;

	if (is_csv(answer))
		report_table_device(&answer->table, date, device);
	else
		report_json_device(
		    &answer->json, answer->range.single ? NULL : &date, device);
}

/* One byte for everything that makes another document of the same records. */
static unsigned char
variant(const struct answer *answer)
{
	const struct params *params = &answer->exchange->params;

	return (unsigned char)(FORMAT_VERSION << 6 | params->breakdown << 3 |
			       params->bom << 2 | answer->range.single << 1 |
			       is_csv(answer));
}

static bool
has_nothing(const struct answer *answer)
{
	return answer->range.single && answer->query.report.record_count == 0;
}

static bool
is_ready(void *arg)
{
	struct answer *answer = arg;
	const struct report *report = &answer->query.report;

	if (has_nothing(answer))
		return false;
	etag_format(answer->query.digest, answer->etag);
	answer->unchanged = etag_matches(
	    request_variable(answer->exchange->request, "HTTP_IF_NONE_MATCH"),
	    answer->etag);
	if (answer->unchanged)
		return false;
	if (!is_csv(answer)) {
		json_init(&answer->json, body(answer));
		report_json_open(report, !answer->range.single, &answer->json);
		if (by_device(answer))
			report_json_open_devices(&answer->json);
	} else if (answer->exchange->params.breakdown != BREAKDOWN_NONE)
		open_table(answer);
	else {
		if (answer->exchange->params.bom)
			buf_puts(body(answer), "\xef\xbb\xbf");
		report_csv_days(report, body(answer));
	}
	return true;
}

static void
close_body(struct answer *answer)
{
	if (answer->table_open)
		report_table_close(&answer->table);
	if (is_csv(answer))
		return;
	if (by_device(answer))
		report_json_close_devices(&answer->json);
	report_json_close(&answer->json);
}

/* --- headers --- */

/* True when no date of the report can change any more but by a correction. */
static bool
is_settled(const struct answer *answer)
{
	const struct report *report = &answer->query.report;
	struct date horizon = date_add_days(
	    answer->query.today, -answer->query.lookback_days - 1);

	return report->complete && date_compare(answer->query.to, horizon) < 0;
}

static void
add_cache_headers(struct answer *answer)
{
	struct response *response = answer->exchange->response;
	const struct report *report = &answer->query.report;
	char text[HTTP_DATE_SIZE];

	response_header(response, "ETag", answer->etag);
	response_header(response, "Vary", "Accept");
	response_header(response, "Cache-Control",
	    is_settled(answer) ? SETTLED_MAX_AGE : "private, no-cache");
	/* Of an incomplete report the clock changes more than the records. */
	if (report->complete && report->changed_at > 0)
		response_header(response, "Last-Modified",
		    http_date_format(report->changed_at, text));
}

static void
add_file_name(struct answer *answer)
{
	static const char *const suffixes[] = {
	    "", "-hours", "-regions", "-stores", "-devices"};
	char id[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	char value[192];

	date_format(answer->range.from, from);
	date_format(answer->range.to, to);
	snprintf(value, sizeof(value),
	    "attachment; filename=\"proof-of-play-%s-%s%s%s%s.csv\"",
	    uuid_format(&answer->query.campaign_id, id), from,
	    answer->range.single ? "" : "-to-", answer->range.single ? "" : to,
	    suffixes[answer->exchange->params.breakdown]);
	response_header(
	    answer->exchange->response, "Content-Disposition", value);
}

static void
finish_response(struct answer *answer)
{
	struct response *response = answer->exchange->response;

	add_cache_headers(answer);
	if (answer->unchanged) {
		response->status = 304;
		buf_clear(&response->body);
		return;
	}
	response_header(response, "Content-Type",
	    is_csv(answer) ? "text/csv; charset=utf-8; header=present"
			   : "application/json");
	if (is_csv(answer))
		add_file_name(answer);
	close_body(answer);
}

/* --- the endpoint --- */

static int
no_record(const struct report_day *day, struct problem *problem)
{
	char date[DATE_TEXT_SIZE];

	problem_set(problem, PROBLEM_NO_RECORD, NULL, NULL);
	snprintf(problem->date, sizeof(problem->date), "%s",
	    date_format(day->date, date));
	problem->state = day_state_name(day->state);
	return -1;
}

static int
run_query(struct answer *answer, struct problem *problem)
{
	const struct params *params = &answer->exchange->params;
	struct report_sink sink = {.arg = answer, .ready = is_ready};
	struct err err = {0};

	if (is_csv(answer) && params->breakdown != BREAKDOWN_NONE &&
	    !by_device(answer))
		sink.record = take_record;
	if (by_device(answer))
		sink.device = take_device;
	answer->query.campaign_id = answer->exchange->route.campaign_id;
	answer->query.from = answer->range.from;
	answer->query.to = answer->range.to;
	answer->query.variant = variant(answer);
	answer->query.sink = &sink;
	if (report_query_run(&answer->query, &err) == 0)
		return 0;
	log_err(&err);
	return problem_from_err(problem, &err);
}

static int
respond(struct answer *answer, struct problem *problem)
{
	if (run_query(answer, problem) != 0)
		return -1;
	if (!answer->query.known)
		return problem_set(
		    problem, PROBLEM_CAMPAIGN_UNKNOWN, NULL, NULL);
	if (has_nothing(answer))
		return no_record(&answer->query.report.days[0], problem);
	finish_response(answer);
	if (buf_failed(body(answer)))
		return problem_set(problem, PROBLEM_TOO_LARGE, NULL,
		    "Ask for fewer days at a time.");
	return 0;
}

int
endpoint_proof_of_play(struct exchange *exchange, struct problem *problem)
{
	const char *accept = request_variable(exchange->request, "HTTP_ACCEPT");
	struct answer answer = {.exchange = exchange};
	int rc;

	if (params_range(&exchange->params, &answer.range, problem) != 0 ||
	    negotiate_format(&exchange->params, accept, problem) != 0 ||
	    check_params(&exchange->params, problem) != 0)
		return -1;
	rc = respond(&answer, problem);
	report_query_release(&answer.query);
	return rc;
}
