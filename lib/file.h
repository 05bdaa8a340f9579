/*
 * Whole small files, relative to a directory, and what it takes for them to
 * survive a crash.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/buf.h"
#include "lib/err.h"

/*
 * Says that something cannot be done to a file, by errno; returns -1.  A full
 * disk is ERR_BUSY, anything else ERR_CONFIG.
 */
int file_cannot(const char *what, const char *name, struct err *err);

/* write(2) until everything is written: 0, or -1 and errno. */
int file_write_all(int fd, const char *data, size_t length);

/* Opens a directory for the calls below: its descriptor, or -1, ERR_CONFIG. */
int file_open_directory(const char *path, struct err *err);

enum file_found {
	FILE_MISSING,
	FILE_READ,
	FILE_TOO_LARGE /* more than `out` may hold; `out` is then empty */
};

/*
 * Appends a regular file's bytes to `out`, which always holds a NUL after.
 * `directory` may be AT_FDCWD.  Returns an enum file_found, or -1, ERR_CONFIG.
 */
int
file_read(int directory, const char *name, struct buf *out, struct err *err);

/*
 * Makes a file of these bytes and this mode, and fsyncs it.  Returns 0, or -1
 * and no file: ERR_BUSY when the disk is full, ERR_CONFIG else.
 */
int file_write(int directory, const char *name, mode_t mode, const void *data,
    size_t length, struct err *err);

/* Gives a file its final name, which may exist. */
int
file_rename(int directory, const char *from, const char *to, struct err *err);

/* Removes a file; one that is not there is no error. */
int file_remove(int directory, const char *name, struct err *err);

/* Makes the names in a directory durable. */
int file_sync_directory(int directory, struct err *err);

#endif
