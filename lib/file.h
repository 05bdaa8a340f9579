/*
 * Whole small files, relative to a directory.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/err.h"

/* Opens a directory for the calls below: its descriptor, or -1, ERR_CONFIG. */
int file_open_directory(const char *path, struct err *err);

/*
 * Appends a regular file's bytes to `out`.  `directory` may be AT_FDCWD.
 * Returns 1, or 0 when there is no such file, or -1: unreadable, or more than
 * `out` may hold (ERR_CONFIG).
 */
int
file_read(int directory, const char *name, struct buf *out, struct err *err);

#endif
