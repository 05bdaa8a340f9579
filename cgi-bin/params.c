#include "cgi-bin/params.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cgi-bin/utf8.h"

#define MAX_QUERY 2048 /* bytes of a query string */
#define MAX_NAME 32    /* bytes of a name, decoded or not */
#define MAX_VALUE 512  /* bytes of a value, before decoding */

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
params_decode(const char *from, size_t length, char *to)
{
	const char *start = to;
	const char *end = from + length;

	while (from < end) {
		int high, low;

		if (*from != '%') {
			*to++ = *from == '+' ? ' ' : *from;
			from++;
			continue;
		}
		if (end - from < 3)
			return -1;
		high = hex_value(from[1]);
		low = hex_value(from[2]);
		if (high < 0 || low < 0)
			return -1;
		*to++ = (char)(high << 4 | low);
		from += 3;
	}
	*to = '\0';
	return utf8_is_plain_text(start, (size_t)(to - start)) ? 0 : -1;
}

static int
parse_date(
    const char *name, const char *value, struct date *date, struct problem *p)
{
	if (date_parse(value, date) != 0)
		return problem_set(p, PROBLEM_BAD_PARAMETER, name,
		    "\"%s\" must be a date that exists, as YYYY-MM-DD.", name);
	return 0;
}

static int
parse_param_date(struct params *params, const char *value, struct problem *p)
{
	return parse_date("date", value, &params->date, p);
}

static int
parse_param_from(struct params *params, const char *value, struct problem *p)
{
	return parse_date("from", value, &params->from, p);
}

static int
parse_param_to(struct params *params, const char *value, struct problem *p)
{
	return parse_date("to", value, &params->to, p);
}

/* The place of a value in a list of words that ends with NULL, or -1. */
static int
find_word(const char *const *words, const char *value)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0)
			return i;
	}
	return -1;
}

static int
parse_format(struct params *params, const char *value, struct problem *p)
{
	static const char *const words[] = {"json", "csv", NULL};
	int at = find_word(words, value);

	if (at < 0)
		return problem_set(p, PROBLEM_BAD_PARAMETER, "format",
		    "\"format\" must be json or csv.");
	params->format = (enum format)at;
	return 0;
}

static int
parse_breakdown(struct params *params, const char *value, struct problem *p)
{
	static const char *const words[] = {
	    "hour", "region", "store", "device", NULL};
	int at = find_word(words, value);

	if (at < 0)
		return problem_set(p, PROBLEM_BAD_PARAMETER, "breakdown",
		    "\"breakdown\" must be hour, region, store or device.");
	params->breakdown = (enum report_breakdown)(at + BREAKDOWN_HOUR);
	return 0;
}

static int
parse_bom(struct params *params, const char *value, struct problem *p)
{
	static const char *const words[] = {"0", "1", NULL};
	int at = find_word(words, value);

	if (at < 0)
		return problem_set(
		    p, PROBLEM_BAD_PARAMETER, "bom", "\"bom\" must be 0 or 1.");
	params->bom = at == 1;
	return 0;
}

static int
parse_name(struct params *params, const char *value, struct problem *p)
{
	if (*value == '\0' || strlen(value) >= sizeof(params->name))
		return problem_set(p, PROBLEM_BAD_PARAMETER, "name",
		    "\"name\" must be text of 1 to %zu bytes.",
		    sizeof(params->name) - 1);
	snprintf(params->name, sizeof(params->name), "%s", value);
	return 0;
}

static int
parse_after(struct params *params, const char *value, struct problem *p)
{
	if (uuid_parse(value, &params->after) != 0)
		return problem_set(p, PROBLEM_BAD_PARAMETER, "after",
		    "\"after\" must be the id of a campaign.");
	return 0;
}

static int
parse_limit(struct params *params, const char *value, struct problem *p)
{
	int limit = 0;

	for (const char *c = value; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || limit > PARAM_MAX_LIMIT)
			limit = PARAM_MAX_LIMIT + 1;
		else
			limit = limit * 10 + (*c - '0');
	}
	if (limit < 1 || limit > PARAM_MAX_LIMIT)
		return problem_set(p, PROBLEM_BAD_PARAMETER, "limit",
		    "\"limit\" must be a number from 1 to %d.",
		    PARAM_MAX_LIMIT);
	params->limit = limit;
	return 0;
}

static const struct param {
	const char *name;
	unsigned bit;
	int (*parse)(struct params *, const char *, struct problem *);
} table[] = {
    {"date", PARAM_DATE, parse_param_date},
    {"from", PARAM_FROM, parse_param_from},
    {"to", PARAM_TO, parse_param_to},
    {"format", PARAM_FORMAT, parse_format},
    {"breakdown", PARAM_BREAKDOWN, parse_breakdown},
    {"bom", PARAM_BOM, parse_bom},
    {"name", PARAM_NAME, parse_name},
    {"after", PARAM_AFTER, parse_after},
    {"limit", PARAM_LIMIT, parse_limit},
};

static const struct param *
find(const char *name, unsigned allowed)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) == 0)
			return table[i].bit & allowed ? &table[i] : NULL;
	}
	return NULL;
}

/* The name, decoded; *value and *value_length are what follows the '='. */
static int
split_pair(const char *pair, size_t length, char name[MAX_NAME + 1],
    const char **value, size_t *value_length, struct problem *problem)
{
	const char *equals = memchr(pair, '=', length);
	size_t name_length = equals ? (size_t)(equals - pair) : length;

	if (name_length == 0 || name_length > MAX_NAME ||
	    params_decode(pair, name_length, name) != 0)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, NULL,
		    "The query string has a parameter without a valid name.");
	if (!equals)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, name,
		    "\"%s\" has no value.", name);
	*value = equals + 1;
	*value_length = length - name_length - 1;
	return 0;
}

static int
parse_pair(struct params *params, const char *pair, size_t length,
    unsigned allowed, struct problem *problem)
{
	char name[MAX_NAME + 1], value[MAX_VALUE + 1];
	const struct param *param;
	const char *raw = NULL;
	size_t raw_length = 0;

	if (split_pair(pair, length, name, &raw, &raw_length, problem) != 0)
		return -1;
	param = find(name, allowed);
	if (!param)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, name,
		    "There is no parameter \"%s\" here.", name);
	if (params->given & param->bit)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, name,
		    "\"%s\" is repeated.", name);
	if (raw_length > MAX_VALUE)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, name,
		    "\"%s\" is too long.", name);
	if (params_decode(raw, raw_length, value) != 0)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, name,
		    "\"%s\" is not percent-encoded UTF-8 text.", name);
	params->given |= param->bit;
	return param->parse(params, value, problem);
}

int
params_parse(struct params *params, const char *query, unsigned allowed,
    struct problem *problem)
{
	memset(params, 0, sizeof(*params));
	if (strlen(query) > MAX_QUERY)
		return problem_set(problem, PROBLEM_BAD_REQUEST, NULL,
		    "The query string is too long.");
	while (*query != '\0') {
		size_t length = strcspn(query, "&");

		if (parse_pair(params, query, length, allowed, problem) != 0)
			return -1;
		query += length;
		if (*query == '&' && *++query == '\0')
			return problem_set(problem, PROBLEM_BAD_PARAMETER, NULL,
			    "The query string has a parameter without a valid "
			    "name.");
	}
	return 0;
}

static int
check_range(const struct range *range, struct problem *problem)
{
	if (date_compare(range->from, range->to) > 0)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "to",
		    "\"to\" lies before \"from\".");
	if (range->to.days - range->from.days >= REPORT_MAX_DAYS)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "to",
		    "A range has at most %d days.", REPORT_MAX_DAYS);
	return 0;
}

int
params_range(
    const struct params *params, struct range *range, struct problem *problem)
{
	unsigned given = params->given & (PARAM_DATE | PARAM_FROM | PARAM_TO);

	range->single = given == PARAM_DATE;
	range->from = range->single ? params->date : params->from;
	range->to = range->single ? params->date : params->to;
	if (given == 0)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "date",
		    "\"date\" is required, or \"from\" and \"to\".");
	if (given & PARAM_DATE && !range->single)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "date",
		    "\"date\" does not go with \"from\" and \"to\".");
	if (given == PARAM_FROM || given == PARAM_TO) {
		const char *missing = given == PARAM_FROM ? "to" : "from";

		return problem_set(problem, PROBLEM_BAD_PARAMETER, missing,
		    "\"from\" and \"to\" are required together.");
	}
	return check_range(range, problem);
}
