/*
 * proof-of-play.cgi: the records over HTTP, read only.
 *
 *    environment -> request -> route -> query -> report -> response
 *
 * Plain CGI/1.1: one process answers one request and ends.
 */
#include <unistd.h>

#include "cgi-bin/access_log.h"
#include "cgi-bin/answer.h"
#include "cgi-bin/limits.h"
#include "lib/log.h"

extern char **environ;

/* In case it takes too long: from then on nothing can be formatted. */
static void
prepare_late_answer(const struct request *request)
{
	struct response response;
	struct problem problem = {0};
	struct buf answer;

	response_init(&response);
	buf_init(&answer, 4096);
	problem_set(
	    &problem, PROBLEM_UNAVAILABLE, NULL, "The report took too long.");
	response_problem(&response, &problem, request->id);
	response_format(
	    &response, request->id, request_is_head(request), &answer);
	if (!buf_failed(&answer))
		limits_answer_late_with(
		    answer.data, answer.length, request->id);
	buf_release(&answer);
	response_release(&response);
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
	request_refuse_body();
	response_init(&response);
	rc = request_init(&request, environ, &problem);
	prepare_late_answer(&request);
	if (rc == 0)
		rc = answer_request(&exchange, &problem);
	if (rc != 0)
		response_problem(&response, &problem, request.id);
	rc = response_send(&response, request.id, request_is_head(&request));
	if (rc == 0 && (response.status == 200 || response.status == 304))
		access_log_write(&exchange, started);
	response_release(&response);
	return rc == 0 ? 0 : 1;
}
