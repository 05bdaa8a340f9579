/*
 * proof-of-play.cgi: the records over HTTP, read only.
 *
 *    environment -> request -> route -> query -> report -> response
 *
 * Plain CGI/1.1: one process answers one request and ends.
 */
#include <string.h>
#include <unistd.h>

#include "cgi-bin/access_log.h"
#include "cgi-bin/endpoint.h"
#include "cgi-bin/limits.h"
#include "lib/log.h"

extern char **environ;

static bool
is_method(const struct exchange *exchange, const char *method)
{
	return strcmp(exchange->request->method, method) == 0;
}

static int
answer(struct exchange *exchange, struct problem *problem)
{
	const struct request *request = exchange->request;

	if (is_method(exchange, "OPTIONS")) {
		exchange->response->status = 204;
		response_header(exchange->response, "Allow", ALLOWED_METHODS);
		return 0;
	}
	if (!is_method(exchange, "GET") && !is_method(exchange, "HEAD"))
		return problem_set(
		    problem, PROBLEM_METHOD_NOT_ALLOWED, NULL, NULL);
	if (access_init(&exchange->access, request, problem) != 0 ||
	    route_match(&exchange->route, request->path, problem) != 0 ||
	    params_parse(&exchange->params, request->query,
		exchange->route.params, problem) != 0)
		return -1;
	return endpoint_answer(exchange, problem);
}

int
main(void)
{
	int64_t started = access_log_clock();
	struct request request;
	struct response response;
	struct problem problem = {0};
	struct exchange exchange = {.request = &request, .response = &response};
	int rc;

	log_init("proof-of-play.cgi", LOG_LEVEL_INFO, false);
	limits_init();
	response_init(&response);
	rc = request_init(&request, environ, &problem);
	if (rc == 0)
		rc = answer(&exchange, &problem);
	if (rc != 0)
		response_problem(&response, &problem, request.id);
	rc = response_send(&response, request.id, request_is_head(&request));
	if (rc == 0 && (response.status == 200 || response.status == 304))
		access_log_write(&exchange, started);
	response_release(&response);
	return rc == 0 ? 0 : 1;
}
