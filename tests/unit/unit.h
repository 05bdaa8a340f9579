/* What every unit test's main does: one case, TAP for prove, 1 on failure. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Under prove, what the code under test logs is only in the way; but the
 * sanitizers report on stderr, too.
 */
static inline bool
unit_quiet(void)
{
#ifdef __SANITIZE_ADDRESS__
	return true;
#else
	return !getenv("HARNESS_ACTIVE") || freopen("/dev/null", "w", stderr);
#endif
}

static inline int
unit_run(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	if (!unit_quiet())
		return 1;
	suite_add_tcase(suite, tcase);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#define UNIT_RUN(name, ...)                                 \
	unit_run(name, (const TTest *const[]){__VA_ARGS__}, \
	    sizeof((const TTest *const[]){__VA_ARGS__}) /   \
		sizeof(const TTest *))

#endif
