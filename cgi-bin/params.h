/*
 * The query string, strictly: known names, each at most once, each of its
 * type.  Nothing is ignored, because a report with a filter silently dropped
 * is wrong and looks right.
 */
#ifndef CGI_BIN_PARAMS_H
#define CGI_BIN_PARAMS_H

#include <stdbool.h>

#include "cgi-bin/problem.h"
#include "lib/date.h"
#include "lib/report_csv.h"
#include "lib/uuid.h"

/* One bit a parameter: a route says which it takes. */
#define PARAM_DATE (1u << 0)
#define PARAM_FROM (1u << 1)
#define PARAM_TO (1u << 2)
#define PARAM_FORMAT (1u << 3)
#define PARAM_BREAKDOWN (1u << 4)
#define PARAM_BOM (1u << 5)
#define PARAM_NAME (1u << 6)
#define PARAM_AFTER (1u << 7)
#define PARAM_LIMIT (1u << 8)

#define PARAM_NAME_SIZE 257 /* 256 bytes and the NUL */
#define PARAM_MAX_LIMIT 1000

enum format {
	FORMAT_JSON,
	FORMAT_CSV
};

struct params {
	unsigned given; /* bits */
	struct date date, from, to;
	enum format format;
	enum report_breakdown breakdown;
	bool bom;
	char name[PARAM_NAME_SIZE]; /* not empty if given */
	struct uuid after;
	int limit; /* 1 to PARAM_MAX_LIMIT if given */
};

/* The dates asked for, first and last included. */
struct range {
	struct date from, to;
	bool single; /* by "date" */
};

/*
 * Reads the query string of a route that takes `allowed`.  Returns 0, or -1
 * with a problem that names the parameter.
 */
int params_parse(struct params *params, const char *query, unsigned allowed,
    struct problem *problem);

/*
 * The range of "date" or of "from" and "to": one of the two forms, the right
 * way round and at most REPORT_MAX_DAYS long, or a problem.
 */
int params_range(
    const struct params *params, struct range *range, struct problem *problem);

/*
 * Decodes percent sequences and '+' once: length bytes of `from` into `to`,
 * which has room for as many and a NUL.  Returns 0, or -1 on a malformed
 * sequence, a control character or invalid UTF-8.
 */
int params_decode(const char *from, size_t length, char *to);

#endif
