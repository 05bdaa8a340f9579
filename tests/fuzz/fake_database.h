/*
 * In the place of cgi-bin/database.c: answers from memory, and holds what
 * reaches it against what the statements rely on.
 *
 * There is one campaign, FAKE_CAMPAIGN, with records on 2025-03-03 and
 * 2025-03-05; the list has two.  A token holds if its SHA-256 begins with
 * 0 to 7.
 */
#ifndef TESTS_FUZZ_FAKE_DATABASE_H
#define TESTS_FUZZ_FAKE_DATABASE_H

#include "cgi-bin/access.h"

#define FAKE_CAMPAIGN "11111111-1111-4111-8111-111111111111"

/* What was asked since it was last zeroed. */
struct fake_database {
	unsigned asked;
	struct access caller;
};

extern struct fake_database fake_database;

/* Makes the rows; once. */
void fake_database_init(void);

#endif
