/* cgi-bin/request, route, access: from the environment to a resource. */
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/access.h"
#include "cgi-bin/params.h"
#include "cgi-bin/request.h"
#include "cgi-bin/route.h"
#include "lib/log.h"
#include "tests/unit/unit.h"

#define ID "11111111-2222-4333-8444-abcdefABCDEF"

static int
init(struct request *request, struct problem *problem, char **environment)
{
	memset(problem, 0, sizeof(*problem));
	return request_init(request, environment, problem);
}

START_TEST(reads_the_environment)
{
	char *environment[] = {"NOEQUALS", "=x", "PATH_INFO=/p=q",
	    "PATH_INFO2=/r", "REQUEST_METHOD=HEAD", "UNIQUE_ID=Ab-1@", NULL};
	struct request request;
	struct problem problem;

	ck_assert_int_eq(init(&request, &problem, environment), 0);
	ck_assert_str_eq(request.method, "HEAD");
	ck_assert_str_eq(request.path, "/p=q");
	ck_assert_str_eq(request.query, "");
	ck_assert_str_eq(request.id, "Ab-1@");
	ck_assert(request_is_head(&request));
	ck_assert_ptr_null(request_variable(&request, "PATH"));
}
END_TEST

START_TEST(makes_an_id)
{
	char *bad[] = {"UNIQUE_ID=", "UNIQUE_ID=a b", "UNIQUE_ID=a\r\nb",
	    "UNIQUE_ID=\xc3\xa9",
	    ("UNIQUE_ID=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	     "aaaaaaaaaa")};
	struct request request;
	struct problem problem;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *environment[] = {bad[i], NULL};

		ck_assert_int_eq(init(&request, &problem, environment), 0);
		ck_assert_uint_eq(strlen(request.id), 16);
		ck_assert_uint_eq(strspn(request.id, "0123456789abcdef"), 16);
	}
}
END_TEST

START_TEST(refuses_what_is_there_twice)
{
	char *ours[] = {"PATH_INFO=a", "X=", "PATH_INFO=a", NULL};
	char *clients[] = {"HTTP_ACCEPT=a", "HTTP_ACCEPT=b", NULL};
	char *others[] = {"X=1", "X=2", "PATH=1", "PATH=2", NULL};
	struct request request;
	struct problem problem;

	log_init("test", LOG_LEVEL_ERROR, false);
	ck_assert_int_eq(init(&request, &problem, ours), -1);
	ck_assert_int_eq(problem_status(problem.kind), 500);
	ck_assert_int_eq(init(&request, &problem, clients), -1);
	ck_assert_int_eq(problem_status(problem.kind), 400);
	ck_assert_int_eq(init(&request, &problem, others), 0);
}
END_TEST

START_TEST(matches_paths_exactly)
{
	static const char *const good[] = {"/campaigns/" ID "/proof-of-play",
	    "/api/v1/campaigns/" ID "/proof-of-play"};
	static const char *const bad[] = {"", "/", "/api/v1", "/api/v1/",
	    "campaigns/" ID "/proof-of-play", "/campaigns/", "/campaigns//",
	    "/campaigns//proof-of-play", "/campaigns/" ID, "/campaigns/" ID "/",
	    "/campaigns/" ID "/proof-of-play/",
	    "/campaigns/" ID "//proof-of-play",
	    "/campaigns/" ID "/proof-of-playx", "/campaigns/a/b/proof-of-play",
	    "/api/v2/campaigns/" ID "/proof-of-play",
	    "/api/v1campaigns/" ID "/proof-of-play",
	    "/campaigns%2f" ID "/proof-of-play", "/campaigns/{}/x"};
	struct route route;
	struct problem problem;
	char text[UUID_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_int_eq(route_match(&route, good[i], &problem), 0);
		ck_assert_int_eq(route.resource, RESOURCE_PROOF_OF_PLAY);
		ck_assert_uint_ne(route.params & PARAM_DATE, 0);
		ck_assert_str_eq(uuid_format(&route.campaign_id, text),
		    "11111111-2222-4333-8444-abcdefabcdef");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(
		    route_match(&route, bad[i], &problem) == -1, "%s", bad[i]);
		ck_assert_msg(problem.kind == PROBLEM_NOT_FOUND, "%s", bad[i]);
	}
}
END_TEST

START_TEST(refuses_malformed_paths)
{
	static const char *const bad[] = {"/campaigns/x/proof-of-play",
	    "/campaigns/{}/proof-of-play", "/campaigns/" ID "0/proof-of-play",
	    "/campaigns/11111111222243338444abcdefabcdef/proof-of-play",
	    "/campaigns/\x01/proof-of-play", "/\xff", "/a\nb"};
	char path[512];
	struct route route;
	struct problem problem;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(route_match(&route, bad[i], &problem), -1);
		ck_assert_int_eq(problem_status(problem.kind), 400);
	}
	memset(path, '/', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(route_match(&route, path, &problem), -1);
	ck_assert_int_eq(problem.kind, PROBLEM_BAD_REQUEST);
}
END_TEST

START_TEST(nobody_reads_unless_told_so)
{
	char *public[] = {"POP_ACCESS=public", NULL};
	char *others[] = {"POP_ACCESS=", "POP_ACCESS=PUBLIC",
	    "POP_ACCESS=public2", "POP_ACCESSX=public", "X=1"};
	struct request request;
	struct access access;
	struct problem problem;

	log_init("test", LOG_LEVEL_ERROR, false);
	init(&request, &problem, public);
	ck_assert_int_eq(access_init(&access, &request, &problem), 0);
	ck_assert(access.is_public);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char *environment[] = {others[i], NULL};

		init(&request, &problem, environment);
		ck_assert_int_eq(access_init(&access, &request, &problem), -1);
		ck_assert_int_eq(problem.kind, PROBLEM_FORBIDDEN);
	}
}
END_TEST

int
main(void)
{
	return UNIT_RUN("request", reads_the_environment, makes_an_id,
	    refuses_what_is_there_twice, matches_paths_exactly,
	    refuses_malformed_paths, nobody_reads_unless_told_so);
}
