/*
 * What the fuzz targets hold true.  A property that is broken ends the process
 * like a crash, so that libFuzzer keeps the input.
 */
#ifndef TESTS_FUZZ_CHECK_H
#define TESTS_FUZZ_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "cgi-bin/exchange.h"
#include "cgi-bin/problem.h"

#define CHECK(condition) \
	((condition) ? (void)0 : check_failed(#condition, __FILE__, __LINE__))

/* On standard output, because libFuzzer is told to close stderr: logs. */
_Noreturn void check_failed(const char *condition, const char *file, int line);

/* UTF-8 without control characters: cgi-bin/utf8.h, by iconv(3) instead. */
bool check_is_text(const char *text, size_t length);

/* A problem of the client's with a document that says what it must. */
void check_problem(const struct problem *problem, const char *request_id);

/* What is true of every answer before it is sent, problems included. */
void check_response(const struct exchange *exchange);

/* The value of a header of the answer, up to its CR, or NULL. */
const char *check_header(const struct response *response, const char *name);

#endif
