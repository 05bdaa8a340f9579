#include "cgi-bin/access.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cgi-bin/utf8.h"
#include "lib/log.h"
#include "lib/token.h"

static int
forbid(struct problem *problem)
{
	return problem_set(problem, PROBLEM_FORBIDDEN, NULL,
	    "This service is not open to you.");
}

static int
misconfigured(struct problem *problem, const char *what)
{
	log_error("%s", what);
	return forbid(problem);
}

static bool
is_set(const char *value)
{
	return value && *value != '\0';
}

/* The value of POP_TOKENS: 1 on, 0 off, -1 neither. */
static int
tokens_setting(const struct request *request)
{
	const char *value = request_variable(request, "POP_TOKENS");

	if (!is_set(value) || strcmp(value, "off") == 0)
		return 0;
	return strcmp(value, "on") == 0 ? 1 : -1;
}

/*
 * A variable whose value the client does not choose: HTTP_... are its own
 * headers.
 */
static bool
may_be_trusted(const char *name)
{
	return strncmp(name, "HTTP_", 5) != 0 &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
		   strlen(name);
}

/* What follows "Bearer" in the Authorization header, or NULL. */
static const char *
bearer(const struct request *request)
{
	const char *value = request_variable(request, "HTTP_AUTHORIZATION");

	if (!value || strncasecmp(value, "Bearer", 6) != 0 ||
	    (value[6] != ' ' && value[6] != '\0'))
		return NULL;
	return value + 6 + strspn(value + 6, " ");
}

static int
take_token(struct access *access, const char *token, struct problem *problem)
{
	uint8_t digest[HASH_SIZE];
	struct err err;

	if (!token_is_well_formed(token))
		return problem_set(problem, PROBLEM_INVALID_TOKEN, NULL,
		    "The token is malformed.");
	if (token_digest(token, digest, &err) != 0) {
		log_err(&err);
		return problem_from_err(problem, &err);
	}
	hash_format(digest, access->token_sha256);
	access->has_token = true;
	return 0;
}

/* What the web server says of the client, in the variable `name`. */
static int
take_principal(struct access *access, const struct request *request,
    const char *name, struct problem *problem)
{
	const char *value = request_variable(request, name);

	if (request_has_twice(request, name)) {
		log_error("the variable %s, which POP_PRINCIPAL names, is set "
			  "twice; set it once in the web server's "
			  "configuration",
		    name);
		return problem_set(problem, PROBLEM_INTERNAL, NULL,
		    "The server is misconfigured; its log says how.");
	}
	if (strlen(value) >= sizeof(access->principal) ||
	    !utf8_is_plain_text(value, strlen(value)))
		return misconfigured(
		    problem, "the principal is too long or not plain text");
	snprintf(access->principal, sizeof(access->principal), "%s", value);
	return 0;
}

/* Neither token nor principal. */
static int
nobody(bool tokens, const char *name, struct problem *problem)
{
	if (tokens)
		return problem_set(problem, PROBLEM_UNAUTHORIZED, NULL,
		    "A token is required.");
	if (name)
		log_error("the variable %s, which POP_PRINCIPAL names, is not "
			  "set: the web server has not authenticated the "
			  "client",
		    name);
	else
		log_error("access is not configured; set POP_PRINCIPAL, "
			  "POP_TOKENS=on or POP_ACCESS=public in the web "
			  "server's configuration");
	return forbid(problem);
}

int
access_init(struct access *access, const struct request *request,
    struct problem *problem)
{
	const char *mode = request_variable(request, "POP_ACCESS");
	const char *name = request_variable(request, "POP_PRINCIPAL");
	const char *token = bearer(request);
	int tokens = tokens_setting(request);

	memset(access, 0, sizeof(*access));
	if (!is_set(name))
		name = NULL;
	if (is_set(mode) && strcmp(mode, "public") != 0)
		return misconfigured(
		    problem, "POP_ACCESS can only be \"public\"");
	if (tokens < 0)
		return misconfigured(
		    problem, "POP_TOKENS can only be \"on\" or \"off\"");
	if (name && !may_be_trusted(name))
		return misconfigured(problem,
		    "POP_PRINCIPAL cannot name a header of the client's");
	access->is_public = is_set(mode);
	if (access->is_public && (name || tokens))
		return misconfigured(problem,
		    "POP_ACCESS=public contradicts POP_PRINCIPAL and "
		    "POP_TOKENS; unset it");
	if (access->is_public)
		return 0;
	if (tokens && token)
		return take_token(access, token, problem);
	if (name && is_set(request_variable(request, name)))
		return take_principal(access, request, name, problem);
	return nobody(tokens != 0, name, problem);
}
