#include "cgi-bin/evidence_answer.h"

#include <stdbool.h>
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

/* True when the client has this bundle already. */
static bool
is_unchanged(struct exchange *exchange, const struct evidence_query *query)
{
	const unsigned char version = ENDPOINT_FORMAT_VERSION;
	char modified[HTTP_DATE_SIZE];
	struct fingerprint fingerprint;

	fingerprint_init(&fingerprint);
	fingerprint_add(&fingerprint, &version, 1);
	evidence_query_identify(query, &fingerprint);
	response_header(exchange->response, "Last-Modified",
	    http_date_format(query->changed_at, modified));
	return endpoint_is_unchanged(exchange, &fingerprint,
	    is_settled(query) ? "private, max-age=3600" : "private, no-cache");
}

static void
respond(struct exchange *exchange, const struct evidence_query *query)
{
	struct response *response = exchange->response;
	char id[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	char name[128];

	evidence_write(&query->evidence, &response->body);
	snprintf(name, sizeof(name),
	    "attachment; filename=\"evidence-%s-%s.json\"",
	    uuid_format(&query->campaign_id, id),
	    date_format(query->date, date));
	response_header(response, "Content-Type", "application/json");
	response_header(response, "Content-Disposition", name);
}

/* The tag first: a client that has the bundle needs no proofs. */
static int
answer(struct exchange *exchange, struct evidence_query *query,
    struct problem *problem)
{
	struct database *database = &exchange->database;
	struct err err = {0};

	if (evidence_query_read(query, database, problem, &err) != 0)
		return endpoint_failed(&err, problem);
	if (check(query, problem) != 0)
		return -1;
	if (is_unchanged(exchange, query))
		return 0;
	if (evidence_query_prove(query, database, problem, &err) != 0)
		return endpoint_failed(&err, problem);
	respond(exchange, query);
	return 0;
}

int
evidence_answer(struct exchange *exchange, struct problem *problem)
{
	struct evidence_query query = {
	    .campaign_id = exchange->route.campaign_id,
	    .date = exchange->range.from,
	    .directory = directory(exchange)};
	int rc;

	exchange->database.readable = query.directory;
	rc = answer(exchange, &query, problem);
	evidence_query_release(&query);
	return rc;
}
