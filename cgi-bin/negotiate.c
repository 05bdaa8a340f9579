#include "cgi-bin/negotiate.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define SPACE " \t"

/* What a media range says of one of our types. */
struct preference {
	int specific; /* 0: not at all; 1: any, 2: type/any, 3: exactly */
	int quality;  /* in thousandths */
};

static int
match(const char *range, size_t length, const char *type)
{
	size_t major = strcspn(type, "/") + 1;

	if (length == strlen(type) && strncasecmp(range, type, length) == 0)
		return 3;
	if (length == major + 1 && strncasecmp(range, type, major) == 0 &&
	    range[major] == '*')
		return 2;
	return length == 3 && memcmp(range, "*/*", 3) == 0;
}

/* "0", "0.5", "1.000": in thousandths, or 0 when it is nothing of the kind. */
static int
parse_quality(const char *text, size_t length)
{
	int value, scale = 100;

	if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') ||
	    (length > 1 && text[1] != '.'))
		return 0;
	value = (text[0] - '0') * 1000;
	for (size_t i = 2; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		value += (text[i] - '0') * scale;
		scale /= 10;
	}
	return value > 1000 ? 0 : value;
}

/* The q among the parameters of a media range; 1 when there is none. */
static int
quality_of(const char *parameters, size_t length)
{
	const char *end = parameters + length;

	while (parameters < end) {
		size_t size;

		parameters += strspn(parameters, ";" SPACE);
		size = strcspn(parameters, ";," SPACE);
		if (strncasecmp(parameters, "q=", 2) == 0)
			return parse_quality(parameters + 2, size - 2);
		if (size == 0)
			break;
		parameters += size;
	}
	return 1000;
}

/* The most specific range decides; of equals, the first. */
static int
quality(const char *accept, const char *type)
{
	struct preference best = {0, 0};

	while (*accept != '\0') {
		size_t whole, length;
		int specific;

		accept += strspn(accept, "," SPACE);
		whole = strcspn(accept, ",");
		length = strcspn(accept, ";," SPACE);
		specific = match(accept, length, type);
		if (specific > best.specific)
			best = (struct preference){specific,
			    quality_of(accept + length, whole - length)};
		accept += whole;
	}
	return best.quality;
}

int
negotiate_format(struct params *params, bool has_csv, const char *accept,
    struct problem *problem)
{
	int json, csv;

	if (params->given & PARAM_FORMAT)
		return 0;
	params->format = FORMAT_JSON;
	if (!accept || accept[strspn(accept, SPACE)] == '\0')
		return 0;
	json = quality(accept, "application/json");
	csv = has_csv ? quality(accept, "text/csv") : 0;
	if (json == 0 && csv == 0)
		return problem_set(problem, PROBLEM_NOT_ACCEPTABLE, NULL,
		    has_csv ? "Reports are application/json or text/csv."
			    : "Evidence is application/json.");
	if (csv > json)
		params->format = FORMAT_CSV;
	return 0;
}
