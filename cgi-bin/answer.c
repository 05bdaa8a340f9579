#include "cgi-bin/answer.h"

#include <stdbool.h>
#include <string.h>

#include "cgi-bin/endpoint.h"

static bool
is_method(const struct exchange *exchange, const char *method)
{
	return strcmp(exchange->request->method, method) == 0;
}

/* Which methods a path has is no secret; what has no path has no methods. */
static int
answer_other_method(struct exchange *exchange, struct problem *problem)
{
	if (route_match(&exchange->route, exchange->request->path, problem) !=
	    0)
		return -1;
	if (!is_method(exchange, "OPTIONS"))
		return problem_set(
		    problem, PROBLEM_METHOD_NOT_ALLOWED, NULL, NULL);
	exchange->response->status = 204;
	response_header(exchange->response, "Allow", ALLOWED_METHODS);
	return 0;
}

int
answer_request(struct exchange *exchange, struct problem *problem)
{
	const struct request *request = exchange->request;

	if (!is_method(exchange, "GET") && !is_method(exchange, "HEAD"))
		return answer_other_method(exchange, problem);
	if (access_init(&exchange->access, request, problem) != 0 ||
	    route_match(&exchange->route, request->path, problem) != 0 ||
	    params_parse(&exchange->params, request->query,
		exchange->route.params, problem) != 0)
		return -1;
	return endpoint_answer(exchange, problem);
}
