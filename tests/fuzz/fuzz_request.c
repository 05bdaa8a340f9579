/*
 * libFuzzer target: a whole request, from the environment to the answer, with
 * a database in memory.  The input is the environment as the kernel hands it
 * over: NAME=VALUE, each ended by a NUL.
 *
 * Whatever it says: the answer is well formed, nothing that the statements do
 * not expect reaches the database, and nobody reads but by the administrator's
 * settings.  Of what is read, conditional requests and HEAD tell the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/answer.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/fake_database.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ENTRIES 48

/* A request and everything that came of it. */
struct run {
	struct request request;
	struct response response;
	struct exchange exchange;
	struct problem problem;
	int rc;
	unsigned asked;
};

static void
run_begin(struct run *run, char *const *environment)
{
	memset(run, 0, sizeof(*run));
	memset(&fake_database, 0, sizeof(fake_database));
	run->exchange.request = &run->request;
	run->exchange.response = &run->response;
	response_init(&run->response);
	run->rc = request_init(&run->request, environment, &run->problem);
	if (run->rc == 0)
		run->rc = answer_request(&run->exchange, &run->problem);
	if (run->rc != 0)
		response_problem(
		    &run->response, &run->problem, run->request.id);
	run->asked = fake_database.asked;
	/* it goes into a header and into the log */
	CHECK(run->request.id[0] != '\0' && !strpbrk(run->request.id, " \":"));
	CHECK(check_is_text(run->request.id, strlen(run->request.id)));
	check_response(&run->exchange);
}

static void
run_end(struct run *run)
{
	response_release(&run->response);
}

/* --- environments made of others --- */

/* Those entries of `from` that do not begin with `without`, and `with`. */
static void
derive(char *const *from, const char *without, char *with, char **to)
{
	size_t length = strlen(without);

	while (*from) {
		if (strncmp(*from, without, length) != 0)
			*to++ = *from;
		from++;
	}
	*to++ = with;
	*to = NULL;
}

static size_t
count(char *const *environment, const char *name)
{
	size_t found = 0, length = strlen(name);

	for (; *environment; environment++)
		found += strncmp(*environment, name, length) == 0 &&
			 (*environment)[length] == '=';
	return found;
}

static bool
is_set_to(const struct run *run, const char *name, const char *expected)
{
	const char *value = request_variable(&run->request, name);

	return strcmp(value ? value : "", expected) == 0;
}

/* --- who asks --- */

static void
check_principal(const struct run *run, const struct access *caller)
{
	const char *name = request_variable(&run->request, "POP_PRINCIPAL");

	CHECK(name && *name != '\0' && strncmp(name, "HTTP_", 5) != 0);
	CHECK(count(run->request.environment, name) == 1);
	CHECK(caller->principal[0] != '\0');
	CHECK(is_set_to(run, name, caller->principal));
}

static void
check_token(const struct run *run, const struct access *caller)
{
	CHECK(is_set_to(run, "POP_TOKENS", "on"));
	CHECK(count(run->request.environment, "HTTP_AUTHORIZATION") == 1);
	CHECK(strlen(caller->token_sha256) == 64);
	CHECK(caller->principal[0] == '\0');
}

/* The database was asked, so somebody may read. */
static void
check_caller(const struct run *run)
{
	const struct access *caller = &fake_database.caller;
	bool is_public = is_set_to(run, "POP_ACCESS", "public");

	/* once more for a table, after its tag was found to be another */
	CHECK(run->asked == 1 ||
	      (run->asked == 2 && run->response.status == 200 &&
		  count(run->request.environment, "HTTP_IF_NONE_MATCH") == 1));
	CHECK(strcmp(run->request.method, "GET") == 0 ||
	      strcmp(run->request.method, "HEAD") == 0);
	CHECK(caller->is_public == is_public);
	if (is_public)
		CHECK(is_set_to(run, "POP_PRINCIPAL", "") &&
		      !is_set_to(run, "POP_TOKENS", "on"));
	if (caller->has_token)
		check_token(run, caller);
	else if (!caller->is_public)
		check_principal(run, caller);
}

/* Whether a variable that no client sets is there twice. */
static bool
is_misconfigured(const struct run *run)
{
	for (char *const *e = run->request.environment; *e; e++) {
		if (strncmp(*e, "HTTP_", 5) != 0 &&
		    request_has_twice(&run->request, *e))
			return true;
	}
	return false;
}

static void
check_status(const struct run *run)
{
	int status = run->response.status;

	if (run->rc == 0) {
		CHECK(status == 200 || status == 204 || status == 304);
		CHECK((status == 204) == (run->asked == 0));
	} else if (status == 500) {
		CHECK(run->asked == 0 && is_misconfigured(run));
	} else {
		CHECK(run->problem.kind != PROBLEM_UNAVAILABLE);
		check_problem(&run->problem, run->request.id);
	}
}

/* The same request where nothing is configured. */
static void
check_closed(char *const *environment)
{
	char *closed[MAX_ENTRIES + 2];
	struct run run;

	derive(environment, "POP_", "X=1", closed);
	run_begin(&run, closed);
	CHECK(run.asked == 0);
	CHECK(run.response.status != 200 && run.response.status != 304);
	run_end(&run);
}

/* --- of what was read --- */

static bool
same_body(const struct run *a, const struct run *b)
{
	const struct buf *x = &a->response.body, *y = &b->response.body;

	return x->length == y->length &&
	       (x->length == 0 || memcmp(x->data, y->data, x->length) == 0);
}

static bool
same_headers(const struct run *a, const struct run *b)
{
	return strcmp(a->response.headers.data, b->response.headers.data) == 0;
}

/* Asks again with an If-None-Match made of the tag. */
static void
check_tag(const struct run *run, char *const *environment, const char *before,
    const char *after, int expected)
{
	char header[128] = "HTTP_IF_NONE_MATCH=";
	const char *tag = check_header(&run->response, "ETag");
	char *entries[MAX_ENTRIES + 2];
	size_t at = strlen(header);
	struct run again;

	CHECK(tag);
	memcpy(header + at, before, strlen(before));
	at += strlen(before);
	memcpy(header + at, tag + 1, 32);
	at += 32;
	memcpy(header + at, after, strlen(after) + 1);
	derive(environment, "HTTP_IF_NONE_MATCH=", header, entries);
	run_begin(&again, entries);
	CHECK(again.response.status == expected);
	/* nothing was made in vain: not even memory was asked for */
	CHECK(expected != 304 || !again.response.body.data);
	CHECK(strncmp(check_header(&again.response, "ETag"), tag, 34) == 0);
	if (run->response.status == expected)
		CHECK(same_body(run, &again) && same_headers(run, &again));
	run_end(&again);
}

static void
check_tags(const struct run *run, char *const *environment)
{
	check_tag(run, environment, "\"", "\"", 304);
	check_tag(run, environment, "\"x\" , W/\"", "-gzip\"", 304);
	check_tag(run, environment, "\"x", "\"", 200);
	check_tag(run, environment, "\"", "x\"", 200);
	check_tag(run, environment, "\"", "", 200);
	if (run->response.status == 304) {
		const char *header =
		    request_variable(&run->request, "HTTP_IF_NONE_MATCH");
		const char *tag = check_header(&run->response, "ETag");
		char digits[33] = "";

		memcpy(digits, tag + 1, 32);
		CHECK(
		    header && (strchr(header, '*') || strstr(header, digits)));
	}
}

static void
check_other_method(const struct run *run, char *const *environment)
{
	char *entries[MAX_ENTRIES + 2];
	char *other = request_is_head(&run->request) ? "REQUEST_METHOD=GET"
						     : "REQUEST_METHOD=HEAD";
	struct run again;

	derive(environment, "REQUEST_METHOD=", other, entries);
	run_begin(&again, entries);
	CHECK(again.rc == run->rc);
	CHECK(again.response.status == run->response.status);
	CHECK(same_body(run, &again) && same_headers(run, &again));
	run_end(&again);
}

/* A campaign that is not to be seen is the same bytes as any other. */
static void
check_unknown(const struct run *run)
{
	static const char body[] =
	    "{\"type\":\"" PROBLEM_TYPE_PREFIX "campaign-unknown\","
	    "\"title\":\"No such campaign\",\"status\":404}\n";

	CHECK(strcmp(run->response.body.data, body) == 0);
}

static void
check_request(char *const *environment)
{
	struct run run;

	run_begin(&run, environment);
	if (run.asked > 0)
		check_caller(&run);
	check_status(&run);
	check_closed(environment);
	if (run.rc == 0 && run.asked > 0) {
		check_tags(&run, environment);
		check_other_method(&run, environment);
	}
	if (run.problem.kind == PROBLEM_CAMPAIGN_UNKNOWN)
		check_unknown(&run);
	run_end(&run);
}

/* The database in memory has what the program asks for today. */
static void
check_fake(char *path)
{
	char method[] = "REQUEST_METHOD=GET", access[] = "POP_ACCESS=public";
	char query[] = "QUERY_STRING=from=2025-03-01&to=2025-03-31";
	char *environment[] = {method, path, query, access, NULL};
	struct run run;

	run_begin(&run, environment);
	CHECK(run.response.status == 200);
	CHECK(strstr(run.response.body.data, "2025-03-05"));
	run_end(&run);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char report[] = "PATH_INFO=/campaigns/" FAKE_CAMPAIGN "/proof-of-play";
	char list[] = "PATH_INFO=/campaigns";

	(void)argc;
	(void)argv;
	fake_database_init();
	check_fake(report);
	check_fake(list);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *entries[MAX_ENTRIES + 1];
	char *block = calloc(size + 1, 1);
	size_t used = 0;

	CHECK(block);
	if (size > 0)
		memcpy(block, data, size);
	for (size_t at = 0; at < size && used < MAX_ENTRIES;) {
		entries[used++] = block + at;
		at += strlen(block + at) + 1;
	}
	entries[used] = NULL;
	check_request(entries);
	free(block);
	return 0;
}
