/*
 * The request, as CGI/1.1 hands it over: meta-variables in the environment.
 * Nothing else is looked at: not standard input, not the arguments.
 */
#ifndef CGI_BIN_REQUEST_H
#define CGI_BIN_REQUEST_H

#include <stdbool.h>

#include "cgi-bin/problem.h"

#define REQUEST_ID_SIZE 65

/* Borrowed from the environment; "" where a variable is not set. */
struct request {
	char *const *environment;
	const char *method;
	const char *path;  /* PATH_INFO, decoded by the server */
	const char *query; /* QUERY_STRING, not decoded */
	char id[REQUEST_ID_SIZE];
};

/*
 * Reads the environment.  A variable of ours that is there twice is refused:
 * two servers' ideas of which one counts differ.  Sets the id in either case.
 */
int request_init(
    struct request *request, char *const *environment, struct problem *problem);

/* The value of a variable, the first one if it is there twice, or NULL. */
const char *request_variable(const struct request *request, const char *name);

/* Whether a variable is there twice; request_init only looks at ours. */
bool request_has_twice(const struct request *request, const char *name);

/*
 * Refuses the request's body.  Apache's mod_cgid has one socket for it and for
 * the answer: what is unread when we end resets the connection, and the answer
 * is lost.
 */
void request_refuse_body(void);

bool request_is_head(const struct request *request);

#endif
