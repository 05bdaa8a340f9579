/*
 * What a request is about to be answered with: each resource is a function.
 */
#ifndef CGI_BIN_ENDPOINT_H
#define CGI_BIN_ENDPOINT_H

#include "cgi-bin/access.h"
#include "cgi-bin/params.h"
#include "cgi-bin/problem.h"
#include "cgi-bin/request.h"
#include "cgi-bin/response.h"
#include "cgi-bin/route.h"

/* All that is known of the request once it has been understood. */
struct exchange {
	const struct request *request;
	struct access access;
	struct route route;
	struct params params;
	struct response *response;
};

/* Fills the response and returns 0, or -1 with the problem. */
int endpoint_proof_of_play(struct exchange *exchange, struct problem *problem);

#endif
