/* Reads the worked examples of tests/fixtures; tests run at the top. */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"

/* The file tests/fixtures/vectors/<six digits of seq>.<suffix>. */
static inline struct buf
fixture_vector(int seq, const char *suffix)
{
	char path[128];
	struct buf out;
	struct err err = {0};

	buf_init(&out, 1 << 20);
	snprintf(
	    path, sizeof(path), "tests/fixtures/vectors/%06d.%s", seq, suffix);
	ck_assert_msg(file_read(AT_FDCWD, path, &out, &err) == FILE_READ,
	    "%s: %s", path, err.message);
	return out;
}

/* Takes a line off the front; false at the end. */
static inline int
fixture_line(const char **at, const char **line, size_t *length)
{
	const char *end = strchr(*at, '\n');

	if (!end)
		return 0;
	*line = *at;
	*length = (size_t)(end - *at);
	*at = end + 1;
	return 1;
}

#endif
