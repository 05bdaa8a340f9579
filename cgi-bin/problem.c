#include "cgi-bin/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/json.h"

static const struct {
	int status;
	const char *type;
	const char *title;
} kinds[] = {
    [PROBLEM_NONE] = {200, "", ""},
    [PROBLEM_BAD_REQUEST] = {400, "bad-request", "Malformed request"},
    [PROBLEM_BAD_PARAMETER] = {400, "bad-parameter", "Bad parameter"},
    [PROBLEM_UNAUTHORIZED] = {401, "unauthorized", "Token required"},
    [PROBLEM_INVALID_TOKEN] = {401, "unauthorized", "Token required"},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", "Access is not permitted"},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "No such resource"},
    [PROBLEM_CAMPAIGN_UNKNOWN] = {404, "campaign-unknown", "No such campaign"},
    [PROBLEM_NO_RECORD] = {404, "no-record", "No record for this date"},
    [PROBLEM_NO_SEAL] = {404, "no-seal", "Not sealed yet"},
    [PROBLEM_METHOD_NOT_ALLOWED] = {405, "method-not-allowed",
	"Method not allowed"},
    [PROBLEM_NOT_ACCEPTABLE] = {406, "not-acceptable", "Format not offered"},
    [PROBLEM_TOO_LARGE] = {400, "answer-too-large", "Answer too large"},
    [PROBLEM_INTERNAL] = {500, "internal", "Internal error"},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", "Temporarily unavailable"},
};

int
problem_set(struct problem *problem, enum problem_kind kind,
    const char *parameter, const char *format, ...)
{
	va_list ap;

	memset(problem, 0, sizeof(*problem));
	problem->kind = kind;
	if (parameter)
		snprintf(problem->parameter, sizeof(problem->parameter), "%s",
		    parameter);
	if (format) {
		va_start(ap, format);
		vsnprintf(problem->detail, sizeof(problem->detail), format, ap);
		va_end(ap);
	}
	return -1;
}

int
problem_set_date(struct problem *problem, enum problem_kind kind,
    struct date date, const char *state)
{
	problem_set(problem, kind, NULL, NULL);
	date_format(date, problem->date);
	problem->state = state;
	return -1;
}

int
problem_from_err(struct problem *problem, const struct err *err)
{
	switch (err->kind) {
	case ERR_UNAVAILABLE:
	case ERR_BUSY:
	case ERR_LOCKED:
	case ERR_CONFIG:
		return problem_set(problem, PROBLEM_UNAVAILABLE, NULL,
		    "It cannot be answered at the moment.");
	case ERR_MEMORY:
		return problem_set(problem, PROBLEM_TOO_LARGE, NULL,
		    "The answer takes more memory than it may have. Ask for "
		    "fewer days at a time.");
	case ERR_NONE:
	case ERR_USAGE:
	case ERR_NO_DAY:
	case ERR_DATA:
	case ERR_INTERNAL:
		break;
	}
	return problem_set(problem, PROBLEM_INTERNAL, NULL,
	    "It could not be answered; the server's log says why.");
}

int
problem_status(enum problem_kind kind)
{
	return kinds[kind].status;
}

void
problem_write(
    const struct problem *problem, const char *request_id, struct buf *out)
{
	struct json json;
	char type[96];

	snprintf(type, sizeof(type), PROBLEM_TYPE_PREFIX "%s",
	    kinds[problem->kind].type);
	json_init(&json, out);
	json_open_object(&json, NULL);
	json_text(&json, "type", type);
	json_text(&json, "title", kinds[problem->kind].title);
	json_int(&json, "status", kinds[problem->kind].status);
	if (problem->detail[0] != '\0')
		json_text(&json, "detail", problem->detail);
	if (problem->parameter[0] != '\0')
		json_text(&json, "parameter", problem->parameter);
	if (problem->date[0] != '\0')
		json_text(&json, "date", problem->date);
	if (problem->state)
		json_text(&json, "state", problem->state);
	if (problem->kind != PROBLEM_CAMPAIGN_UNKNOWN)
		json_text(&json, "request_id", request_id);
	json_close_object(&json);
	buf_puts(out, "\n");
}
