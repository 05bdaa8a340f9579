#include "cgi-bin/proof_of_play.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cgi-bin/endpoint.h"
#include "cgi-bin/report_query.h"
#include "cgi-bin/validator.h"
#include "lib/json.h"
#include "lib/report_csv.h"
#include "lib/report_json.h"

/* An answer under way. */
struct answer {
	struct exchange *exchange;
	struct report_query query;
	struct report_table table;
	bool table_open;
	struct json json;
	bool only_tag;  /* no body is made yet */
	bool unchanged; /* the client has it already */
};

static bool
is_csv(const struct answer *answer)
{
	return answer->exchange->params.format == FORMAT_CSV;
}

static bool
is_single(const struct answer *answer)
{
	return answer->exchange->range.single;
}

static enum report_breakdown
breakdown(const struct answer *answer)
{
	return answer->exchange->params.breakdown;
}

static struct buf *
body(struct answer *answer)
{
	return &answer->exchange->response->body;
}

static int
check_params(const struct params *params, struct problem *problem)
{
	if (params->format == FORMAT_JSON && params->given & PARAM_BREAKDOWN &&
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
	if (answer->table_open)
		return;
	answer->table_open = true;
	endpoint_begin_csv(answer->exchange);
	report_table_open(&answer->table, &answer->query.report,
	    breakdown(answer), body(answer));
}

static bool
take_record(void *arg, const struct record *record)
{
	struct answer *answer = arg;

	open_table(answer);
	report_table_record(&answer->table, record);
	return !buf_failed(body(answer));
}

static bool
take_device(void *arg, struct date date, const struct device_count *device)
{
	struct answer *answer = arg;

	if (is_csv(answer))
		report_table_device(&answer->table, date, device);
	else
		report_json_device(
		    &answer->json, is_single(answer) ? NULL : &date, device);
	return !buf_failed(body(answer));
}

/* --- the report is there, devices aside --- */

static bool
has_nothing(const struct answer *answer)
{
	return is_single(answer) && answer->query.report.record_count == 0;
}

/*
 * True when no date of the report can change any more but by a person's first
 * correction.  What was corrected once is asked about, and asked for, again.
 */
static bool
is_settled(const struct answer *answer)
{
	const struct report *report = &answer->query.report;
	struct date horizon = date_add_days(
	    answer->query.today, -answer->query.lookback_days - 1);

	for (size_t i = 0; i < report->day_count; i++) {
		if (report->days[i].state == DAY_CORRECTED)
			return false;
	}
	return report->complete && date_compare(answer->query.to, horizon) < 0;
}

static void
open_body(struct answer *answer)
{
	const struct report *report = &answer->query.report;

	if (!is_csv(answer)) {
		json_init(&answer->json, body(answer));
		report_json_open(report, !is_single(answer), &answer->json);
		if (breakdown(answer) == BREAKDOWN_DEVICE)
			report_json_open_devices(&answer->json);
	} else if (breakdown(answer) != BREAKDOWN_NONE) {
		open_table(answer);
	} else {
		endpoint_begin_csv(answer->exchange);
		report_csv_days(report, body(answer));
	}
}

static bool
is_ready(void *arg)
{
	struct answer *answer = arg;
	const struct report *report = &answer->query.report;
	char text[HTTP_DATE_SIZE];

	if (has_nothing(answer))
		return false;
	answer->unchanged = endpoint_is_unchanged(answer->exchange,
	    &answer->query.fingerprint,
	    is_settled(answer) ? "private, max-age=3600" : "private, no-cache");
	/* Of an incomplete report the clock changes more than the records. */
	if (report->complete && report->changed_at > 0)
		response_header(answer->exchange->response, "Last-Modified",
		    http_date_format(report->changed_at, text));
	if (answer->unchanged || answer->only_tag)
		return false;
	open_body(answer);
	return true;
}

static void
close_body(struct answer *answer)
{
	if (answer->table_open)
		report_table_close(&answer->table);
	if (is_csv(answer))
		return;
	if (breakdown(answer) == BREAKDOWN_DEVICE)
		report_json_close_devices(&answer->json);
	report_json_close(&answer->json);
}

static void
set_type(struct answer *answer)
{
	static const char *const suffixes[] = {
	    "", "-hours", "-regions", "-stores", "-devices"};
	char id[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	char name[128];

	date_format(answer->query.from, from);
	date_format(answer->query.to, to);
	snprintf(name, sizeof(name), "proof-of-play-%s-%s%s%s%s",
	    uuid_format(&answer->query.campaign_id, id), from,
	    is_single(answer) ? "" : "-to-", is_single(answer) ? "" : to,
	    suffixes[breakdown(answer)]);
	endpoint_set_type(answer->exchange, name);
}

/* --- the whole --- */

/* What variant() has room for. */
_Static_assert(ENDPOINT_FORMAT_VERSION << 6 <= UCHAR_MAX,
    "the format version has two bits of the variant");
_Static_assert(
    BREAKDOWN_DEVICE < 1 << 3, "the breakdown has three bits of the variant");

/* One byte for everything that makes another document of the same records. */
static unsigned char
variant(const struct answer *answer)
{
	unsigned bits = ENDPOINT_FORMAT_VERSION;

	bits = bits << 3 | (unsigned)breakdown(answer);
	bits = bits << 1 | (unsigned)answer->exchange->params.bom;
	bits = bits << 1 | (unsigned)is_single(answer);
	bits = bits << 1 | (unsigned)is_csv(answer);
	return (unsigned char)bits;
}

static int
run_query(struct answer *answer, struct problem *problem)
{
	struct report_sink sink = {.arg = answer, .ready = is_ready};
	struct err err = {0};

	if (!answer->only_tag && breakdown(answer) == BREAKDOWN_DEVICE)
		sink.device = take_device;
	else if (!answer->only_tag && breakdown(answer) != BREAKDOWN_NONE)
		sink.record = take_record;
	answer->query.campaign_id = answer->exchange->route.campaign_id;
	answer->query.from = answer->exchange->range.from;
	answer->query.to = answer->exchange->range.to;
	answer->query.variant = variant(answer);
	answer->query.sink = &sink;
	if (report_query_run(&answer->query, &answer->exchange->database,
		problem, &err) != 0)
		return endpoint_failed(&err, problem);
	return 0;
}

static bool
is_done(const struct answer *answer)
{
	return answer->unchanged || !answer->query.known || has_nothing(answer);
}

/*
 * The tag is known when all records have come.  Tables are written while they
 * come, and devices are many: a client that may have the answer already is
 * first told whether it does without them, for another round trip if not.
 */
static int
run_queries(struct answer *answer, struct problem *problem)
{
	if (breakdown(answer) != BREAKDOWN_NONE &&
	    endpoint_is_conditional(answer->exchange)) {
		answer->only_tag = true;
		if (run_query(answer, problem) != 0)
			return -1;
		if (is_done(answer))
			return 0;
		answer->only_tag = false;
		report_query_release(&answer->query);
		buf_clear(&answer->exchange->response->headers);
	}
	return run_query(answer, problem);
}

int
proof_of_play_answer(struct exchange *exchange, struct problem *problem)
{
	struct answer answer = {.exchange = exchange};
	int rc;

	if (check_params(&exchange->params, problem) != 0)
		return -1;
	rc = run_queries(&answer, problem);
	if (rc == 0 && !answer.query.known)
		rc = problem_set(problem, PROBLEM_CAMPAIGN_UNKNOWN, NULL, NULL);
	else if (rc == 0 && has_nothing(&answer))
		rc = problem_set_date(problem, PROBLEM_NO_RECORD,
		    answer.query.from,
		    day_state_name(answer.query.report.days[0].state));
	else if (rc == 0 && !answer.unchanged) {
		set_type(&answer);
		close_body(&answer);
	}
	report_query_release(&answer.query);
	return rc;
}
