#include "cgi-bin/endpoint.h"

#include <stdio.h>

#include "cgi-bin/campaigns.h"
#include "cgi-bin/evidence_answer.h"
#include "cgi-bin/negotiate.h"
#include "cgi-bin/proof_of_play.h"
#include "cgi-bin/validator.h"
#include "lib/log.h"

static int
dispatch(struct exchange *exchange, struct problem *problem)
{
	switch (exchange->route.resource) {
	case RESOURCE_CAMPAIGNS:
		return campaigns_answer(exchange, problem);
	case RESOURCE_PROOF_OF_PLAY:
		return proof_of_play_answer(exchange, problem);
	case RESOURCE_EVIDENCE:
		return evidence_answer(exchange, problem);
	}
	return problem_set(problem, PROBLEM_NOT_FOUND, NULL, NULL);
}

int
endpoint_answer(struct exchange *exchange, struct problem *problem)
{
	struct params *params = &exchange->params;
	int rc;

	if (params_range(params, &exchange->range, problem) != 0 ||
	    negotiate_format(params, exchange->route.params & PARAM_FORMAT,
		request_variable(exchange->request, "HTTP_ACCEPT"),
		problem) != 0)
		return -1;
	if (params->format != FORMAT_CSV && params->given & PARAM_BOM)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "bom",
		    "\"bom\" goes with CSV only.");
	exchange->database = (struct database){.access = &exchange->access};
	rc = dispatch(exchange, problem);
	/* Whoever reads slowly does not hold a connection meanwhile. */
	database_close(&exchange->database);
	if (rc != 0)
		return -1;
	if (buf_failed(&exchange->response->body))
		return problem_set(problem, PROBLEM_TOO_LARGE, NULL,
		    "Ask for fewer days at a time.");
	return 0;
}

int
endpoint_failed(const struct err *err, struct problem *problem)
{
	if (err->kind == ERR_NONE)
		return -1;
	log_err(err);
	return problem_from_err(problem, err);
}

bool
endpoint_is_unchanged(struct exchange *exchange,
    const struct fingerprint *fingerprint, const char *cache_control)
{
	struct response *response = exchange->response;
	const char *known =
	    request_variable(exchange->request, "HTTP_IF_NONE_MATCH");
	char etag[ETAG_SIZE];

	etag_format(fingerprint, etag);
	response_header(response, "ETag", etag);
	response_header(response, "Vary", "Accept");
	response_header(response, "Cache-Control", cache_control);
	if (!etag_matches(known, etag))
		return false;
	response->status = 304;
	buf_clear(&response->body); /* it may have become that one meanwhile */
	return true;
}

bool
endpoint_is_conditional(const struct exchange *exchange)
{
	return request_variable(exchange->request, "HTTP_IF_NONE_MATCH");
}

void
endpoint_set_type(struct exchange *exchange, const char *file_name)
{
	struct response *response = exchange->response;
	char value[192];

	if (exchange->params.format == FORMAT_JSON) {
		response_header(response, "Content-Type", "application/json");
		return;
	}
	response_header(response, "Content-Type",
	    "text/csv; charset=utf-8; header=present");
	snprintf(
	    value, sizeof(value), "attachment; filename=\"%s.csv\"", file_name);
	response_header(response, "Content-Disposition", value);
}

void
endpoint_begin_csv(struct exchange *exchange)
{
	if (exchange->params.bom)
		buf_puts(&exchange->response->body, "\xef\xbb\xbf");
}
