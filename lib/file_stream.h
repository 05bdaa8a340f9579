/*
 * A file that is too large to be made in memory first, written piece by piece.
 */
#ifndef LIB_FILE_STREAM_H
#define LIB_FILE_STREAM_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/err.h"

#define FILE_STREAM_BLOCK ((size_t)1 << 16)

struct file_stream {
	int directory, fd;
	const char *name;
	size_t length; /* in the block */
	char *block;
};

/*
 * Begins a file of this mode, empty; `name` is borrowed.  Errors as those of
 * file_write.
 */
int file_stream_open(struct file_stream *out, int directory, const char *name,
    mode_t mode, struct err *err);

int file_stream_put(
    struct file_stream *out, const void *data, size_t length, struct err *err);

/*
 * Ends it: `result` is that of what was done in between, and returned when it
 * is a failure.  After one the file is gone, else it is fsynced.
 */
int file_stream_close(struct file_stream *out, int result, struct err *err);

/* 1 when two files have the same bytes, 0 when not, -1 with ERR_CONFIG. */
int
file_same(int directory, const char *name, const char *other, struct err *err);

#endif
