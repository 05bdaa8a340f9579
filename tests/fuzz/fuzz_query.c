/*
 * libFuzzer target: the query string.  The first byte chooses what is allowed,
 * the rest is the string.
 *
 * What is refused is a client's problem with a document; what is taken is
 * within its bounds, and written in another way - in the other order, or with
 * every byte percent-encoded - is the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/params.h"
#include "lib/report.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ALL ((1u << 9) - 1)
#define REPORT                                                                 \
	(PARAM_DATE | PARAM_FROM | PARAM_TO | PARAM_FORMAT | PARAM_BREAKDOWN | \
	    PARAM_BOM)

static const unsigned choices[] = {ALL, REPORT, ALL & ~PARAM_BREAKDOWN, 0};

static bool
same(const struct params *a, const struct params *b)
{
	return a->given == b->given && date_compare(a->date, b->date) == 0 &&
	       date_compare(a->from, b->from) == 0 &&
	       date_compare(a->to, b->to) == 0 && a->format == b->format &&
	       a->breakdown == b->breakdown && a->bom == b->bom &&
	       strcmp(a->name, b->name) == 0 &&
	       uuid_compare(&a->after, &b->after) == 0 && a->limit == b->limit;
}

static void
check_bounds(const struct params *params, unsigned allowed)
{
	struct range range;
	struct problem problem = {0};
	bool named = params->given & PARAM_NAME;
	bool limited = params->given & PARAM_LIMIT;

	CHECK((params->given & ~allowed) == 0);
	CHECK(params->format == FORMAT_JSON || params->format == FORMAT_CSV);
	CHECK(params->breakdown <= BREAKDOWN_DEVICE);
	CHECK(named == (params->name[0] != '\0'));
	CHECK(check_is_text(params->name, strlen(params->name)));
	CHECK(limited == (params->limit != 0));
	CHECK(params->limit >= 0 && params->limit <= PARAM_MAX_LIMIT);
	if (params_range(params, &range, &problem) != 0) {
		check_problem(&problem, "id");
		return;
	}
	CHECK(date_compare(range.from, range.to) <= 0);
	CHECK(range.to.days - range.from.days < REPORT_MAX_DAYS);
	CHECK(range.single == !!(params->given & PARAM_DATE));
}

static void
must_be_same(const struct params *params, const char *query, unsigned allowed)
{
	struct params other;
	struct problem problem = {0};

	CHECK(params_parse(&other, query, allowed, &problem) == 0);
	CHECK(same(params, &other));
}

/* The pairs, last one first. */
static void
check_reversed(const struct params *params, const char *query, unsigned allowed)
{
	size_t length = strlen(query), end = length, at = 0;
	char *reversed = malloc(length + 1);

	CHECK(reversed);
	while (end > 0) {
		size_t begin = end;

		while (begin > 0 && query[begin - 1] != '&')
			begin--;
		memcpy(reversed + at, query + begin, end - begin);
		at += end - begin;
		end = begin > 0 ? begin - 1 : 0;
		if (begin > 0)
			reversed[at++] = '&';
	}
	reversed[at] = '\0';
	must_be_same(params, reversed, allowed);
	free(reversed);
}

/* Every byte that stands for itself as "%XX", as far as that fits. */
static void
check_encoded(const struct params *params, const char *query, unsigned allowed)
{
	char *encoded = malloc(3 * strlen(query) + 1), *to = encoded;

	CHECK(encoded);
	for (const char *c = query; *c != '\0'; c++) {
		if (strchr("&=+%", *c)) {
			*to++ = *c;
			if (*c == '%') {
				*to++ = *++c;
				*to++ = *++c;
			}
			continue;
		}
		to += snprintf(to, 4, "%%%02x", (unsigned char)*c);
	}
	*to = '\0';
	if (to - encoded <= 512)
		must_be_same(params, encoded, allowed);
	free(encoded);
}

/* Nothing can be said twice, and nothing unknown. */
static void
check_strict(const char *query, unsigned allowed)
{
	size_t length = strlen(query);
	char *longer = malloc(2 * length + 16);
	struct params params;
	struct problem problem = {0};

	CHECK(longer);
	snprintf(longer, 2 * length + 16, "%s&%s", query, query);
	CHECK(params_parse(&params, longer, allowed, &problem) == -1);
	check_problem(&problem, "id");
	snprintf(longer, 2 * length + 16, "%s&x=1", query);
	CHECK(params_parse(&params, longer, allowed, &problem) == -1);
	check_problem(&problem, "id");
	free(longer);
}

static void
check_query(const char *query, unsigned allowed)
{
	struct params params;
	struct problem problem = {0};

	if (params_parse(&params, query, allowed, &problem) != 0) {
		check_problem(&problem, "id");
		return;
	}
	check_bounds(&params, allowed);
	if (*query == '\0') {
		CHECK(params.given == 0);
		return;
	}
	check_reversed(&params, query, allowed);
	check_encoded(&params, query, allowed);
	check_strict(query, allowed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *query;

	if (size == 0)
		return 0;
	query = calloc(size, 1);
	CHECK(query);
	memcpy(query, data + 1, size - 1);
	check_query(
	    query, choices[data[0] % (sizeof(choices) / sizeof(choices[0]))]);
	free(query);
	return 0;
}
