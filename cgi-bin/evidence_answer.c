#include "cgi-bin/evidence_answer.h"

#include <stdio.h>

#include "cgi-bin/endpoint.h"
#include "cgi-bin/evidence_query.h"
#include "cgi-bin/validator.h"

/* Empty is as good as not set: some servers cannot leave a variable out. */
static const char *
directory(const struct exchange *exchange)
{
	const char *name =
	    request_variable(exchange->request, "POP_PUBLISH_DIR");

	return name && *name != '\0' ? name : NULL;
}

static bool
is_empty(const struct evidence_query *query)
{
	return !query->evidence.has_record &&
	       query->evidence.correction_count == 0;
}

/* True when the bundle can change no more but by a person's first correction.
 */
static bool
is_settled(const struct evidence_query *query)
{
	struct date horizon =
	    date_add_days(query->flight.today, -query->lookback_days - 1);

	return query->is_signed && query->evidence.correction_count == 0 &&
	       date_compare(query->date, horizon) < 0;
}

static int
check(const struct evidence_query *query, struct problem *problem)
{
	if (!query->known)
		return problem_set(
		    problem, PROBLEM_CAMPAIGN_UNKNOWN, NULL, NULL);
	if (query->unsealed)
		return problem_set_date(
		    problem, PROBLEM_NO_SEAL, query->date, "sealed");
	if (is_empty(query))
		return problem_set_date(problem, PROBLEM_NO_RECORD, query->date,
		    day_state_name(flight_judge(&query->flight, query->date)));
	return 0;
}

static void
respond(struct exchange *exchange, const struct evidence_query *query)
{
	struct response *response = exchange->response;
	char id[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE], modified[HTTP_DATE_SIZE];
	char name[128];
	struct fingerprint fingerprint;

	evidence_write(&query->evidence, &response->body);
	if (buf_failed(&response->body))
		return;
	fingerprint_init(&fingerprint);
	fingerprint_add(
	    &fingerprint, response->body.data, response->body.length);
	response_header(response, "Last-Modified",
	    http_date_format(query->changed_at, modified));
	if (endpoint_is_unchanged(exchange, &fingerprint,
		is_settled(query) ? "private, max-age=3600"
				  : "private, no-cache"))
		return;
	snprintf(name, sizeof(name),
	    "attachment; filename=\"evidence-%s-%s.json\"",
	    uuid_format(&query->campaign_id, id),
	    date_format(query->date, date));
	response_header(response, "Content-Type", "application/json");
	response_header(response, "Content-Disposition", name);
}

int
evidence_answer(struct exchange *exchange, struct problem *problem)
{
	struct evidence_query query = {
	    .campaign_id = exchange->route.campaign_id,
	    .date = exchange->range.from,
	    .directory = directory(exchange)};
	struct err err = {0};
	int rc;

	rc = evidence_query_run(&query, &exchange->access, problem, &err);
	if (rc != 0)
		rc = endpoint_failed(&err, problem);
	else
		rc = check(&query, problem);
	if (rc == 0)
		respond(exchange, &query);
	evidence_query_release(&query);
	return rc;
}
