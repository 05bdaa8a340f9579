#include "cgi-bin/endpoint.h"

#include <stdio.h>
#include <string.h>

#include "cgi-bin/report_query.h"
#include "lib/log.h"
#include "lib/report_json.h"

/* The dates asked for. */
static int
get_range(const struct params *params, struct report_range *range,
    struct problem *problem)
{
	if (!(params->given & PARAM_DATE))
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "date",
		    "\"date\" is required.");
	range->from = range->to = params->date;
	return 0;
}

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
answer(struct exchange *exchange, const struct report *report,
    struct problem *problem)
{
	struct response *response = exchange->response;

	if (report->record_count == 0)
		return no_record(&report->days[0], problem);
	response_header(response, "Content-Type", "application/json");
	response_header(response, "Cache-Control", "private, no-cache");
	report_json_day(report, &response->body);
	return 0;
}

int
endpoint_proof_of_play(struct exchange *exchange, struct problem *problem)
{
	struct report_range range;
	struct report report;
	struct err err = {0};
	bool known;
	int rc;

	if (get_range(&exchange->params, &range, problem) != 0)
		return -1;
	range.campaign_id = exchange->route.campaign_id;
	rc = report_query(&report, &range, &known, &err);
	if (rc != 0) {
		log_err(&err);
		rc = problem_from_err(problem, &err);
	} else if (!known)
		rc = problem_set(problem, PROBLEM_CAMPAIGN_UNKNOWN, NULL, NULL);
	else
		rc = answer(exchange, &report, problem);
	report_release(&report);
	return rc;
}
