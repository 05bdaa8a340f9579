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
