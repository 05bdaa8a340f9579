/*
 * A request, once it has been understood, and the answer to it.
 */
#ifndef CGI_BIN_EXCHANGE_H
#define CGI_BIN_EXCHANGE_H

#include "cgi-bin/access.h"
#include "cgi-bin/database.h"
#include "cgi-bin/params.h"
#include "cgi-bin/request.h"
#include "cgi-bin/response.h"
#include "cgi-bin/route.h"

struct exchange {
	const struct request *request;
	struct access access;
	struct route route;
	struct params params;
	struct range range;
	struct database database;
	struct response *response;
};

#endif
