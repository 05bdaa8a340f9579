#include "cgi-bin/route.h"

#include <stddef.h>
#include <string.h>

#include "cgi-bin/params.h"
#include "cgi-bin/utf8.h"

#define MAX_PATH 256 /* bytes */

/* "{}" stands for the campaign's id. */
static const struct {
	const char *pattern;
	enum resource resource;
	unsigned params;
} table[] = {
    {"/campaigns", RESOURCE_CAMPAIGNS,
	PARAM_DATE | PARAM_FROM | PARAM_TO | PARAM_FORMAT | PARAM_BOM |
	    PARAM_NAME | PARAM_AFTER | PARAM_LIMIT},
    {"/campaigns/{}/proof-of-play", RESOURCE_PROOF_OF_PLAY,
	PARAM_DATE | PARAM_FROM | PARAM_TO | PARAM_FORMAT | PARAM_BREAKDOWN |
	    PARAM_BOM},
    {"/campaigns/{}/proof-of-play/evidence", RESOURCE_EVIDENCE, PARAM_DATE},
};

static const char *
without_prefix(const char *path)
{
	static const char prefix[] = "/api/v1";
	size_t length = sizeof(prefix) - 1;

	if (strncmp(path, prefix, length) == 0 && path[length] == '/')
		return path + length;
	return path;
}

/*
 * True when the path has the pattern's shape; then *id and *length are what
 * stands for "{}".
 */
static bool
has_shape(
    const char *path, const char *pattern, const char **id, size_t *length)
{
	const char *hole = strstr(pattern, "{}");
	size_t before = hole ? (size_t)(hole - pattern) : strlen(pattern);

	if (strncmp(path, pattern, before) != 0)
		return false;
	*id = path + before;
	*length = hole ? strcspn(*id, "/") : 0;
	return (!hole || *length > 0) &&
	       strcmp(*id + *length, hole ? hole + 2 : "") == 0;
}

static int
parse_id(struct uuid *uuid, const char *id, size_t length)
{
	char text[UUID_TEXT_SIZE];

	if (length != sizeof(text) - 1)
		return -1;
	memcpy(text, id, length);
	text[length] = '\0';
	return uuid_parse(text, uuid);
}

int
route_match(struct route *route, const char *path, struct problem *problem)
{
	const char *id;
	size_t length;

	memset(route, 0, sizeof(*route));
	if (strlen(path) > MAX_PATH || !utf8_is_plain_text(path, strlen(path)))
		return problem_set(problem, PROBLEM_BAD_REQUEST, NULL,
		    "The path is too long or not plain text.");
	path = without_prefix(path);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (!has_shape(path, table[i].pattern, &id, &length))
			continue;
		if (length > 0 &&
		    parse_id(&route->campaign_id, id, length) != 0)
			return problem_set(problem, PROBLEM_BAD_PARAMETER, "id",
			    "The campaign's id must be a UUID.");
		route->resource = table[i].resource;
		route->params = table[i].params;
		return 0;
	}
	return problem_set(problem, PROBLEM_NOT_FOUND, NULL, NULL);
}
