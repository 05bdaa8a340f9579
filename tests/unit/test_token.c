/* lib/token, cgi-bin/access: tokens, and who asks. */
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/access.h"
#include "lib/log.h"
#include "lib/token.h"
#include "tests/unit/unit.h"

#define GOOD "pop_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_"

START_TEST(makes_tokens)
{
	char first[TOKEN_SIZE], second[TOKEN_SIZE];
	bool seen[256] = {false};
	struct err err;
	int kinds = 0;

	ck_assert_int_eq(token_new(first, &err), 0);
	ck_assert(token_is_well_formed(first));
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(token_new(second, &err), 0);
		ck_assert(token_is_well_formed(second));
		ck_assert_str_ne(first, second);
		for (size_t at = 4; at < TOKEN_SIZE - 1; at++) {
			kinds += !seen[(unsigned char)second[at]];
			seen[(unsigned char)second[at]] = true;
		}
	}
	ck_assert_int_eq(kinds, 64);
}
END_TEST

START_TEST(knows_a_token)
{
	static const char *const bad[] = {"", "pop_", "pop_x",
	    "pop_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-",
	    "pop_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-__",
	    "POP_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_",
	    "pop_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-+"};

	ck_assert(token_is_well_formed(GOOD));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!token_is_well_formed(bad[i]), "%s", bad[i]);
}
END_TEST

/* The status an environment of three settings ends with; 0: may go on. */
static int
outcome(struct access *access, const char *first, const char *second,
    const char *third)
{
	char *environment[] = {
	    (char *)first, (char *)second, (char *)third, NULL};
	struct request request;
	struct problem problem;

	ck_assert_int_eq(request_init(&request, environment, &problem), 0);
	if (access_init(access, &request, &problem) == 0)
		return 0;
	return problem_status(problem.kind);
}

START_TEST(takes_tokens)
{
	struct access access;
	const char *on = "POP_TOKENS=on";

	ck_assert_int_eq(
	    outcome(&access, on, "HTTP_AUTHORIZATION=bEARER  " GOOD, "X=1"), 0);
	ck_assert(access.has_token && access.principal[0] == '\0');
	ck_assert_uint_eq(strlen(access.token_sha256), 64);
	ck_assert_int_eq(outcome(&access, on, "X=1", NULL), 401);
	ck_assert_int_eq(
	    outcome(&access, on, "HTTP_AUTHORIZATION=Bearer", NULL), 401);
	ck_assert_int_eq(
	    outcome(&access, on, "HTTP_AUTHORIZATION=Bearer x", NULL), 401);
	ck_assert_int_eq(
	    outcome(&access, on, "HTTP_AUTHORIZATION=Bearer" GOOD, NULL), 401);
	ck_assert_int_eq(outcome(&access, "POP_TOKENS=off",
			     "HTTP_AUTHORIZATION=Bearer " GOOD, NULL),
	    403);
}
END_TEST

START_TEST(takes_principals)
{
	struct access access;
	const char *name = "POP_PRINCIPAL=REMOTE_USER";

	ck_assert_int_eq(outcome(&access, name, "REMOTE_USER=pat", NULL), 0);
	ck_assert_str_eq(access.principal, "pat");
	ck_assert(!access.has_token && !access.is_public);
	ck_assert_int_eq(outcome(&access, name, "REMOTE_USER=", NULL), 403);
	ck_assert_int_eq(outcome(&access, name, "X=1", NULL), 403);
	ck_assert_int_eq(
	    outcome(&access, name, "REMOTE_USER=a", "REMOTE_USER=b"), 500);
	ck_assert_int_eq(
	    outcome(&access, "POP_PRINCIPAL=HTTP_X", "HTTP_X=pat", NULL), 403);
	ck_assert_int_eq(
	    outcome(&access, name, "REMOTE_USER=pat", "POP_ACCESS=public"),
	    403);
	ck_assert_int_eq(
	    outcome(&access, "POP_TOKENS=on", "POP_ACCESS=public", NULL), 403);
}
END_TEST

int
main(void)
{
	log_init("test", LOG_LEVEL_ERROR, false);
	return UNIT_RUN("token", makes_tokens, knows_a_token, takes_tokens,
	    takes_principals);
}
