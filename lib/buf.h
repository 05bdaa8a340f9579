/*
 * A growing byte buffer with a stated limit.  Failure is sticky: after it
 * every append is a no-op, and buf_failed() tells once at the end.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NUL-terminated once anything was appended, or NULL */
	size_t length;
	size_t capacity;
	size_t limit; /* most bytes it may hold */
	bool failed;  /* out of memory, or past the limit */
};

void buf_init(struct buf *buf, size_t limit);
void buf_release(struct buf *buf); /* accepts a zeroed struct */

/* Empties it and forgets a failure; keeps the memory. */
void buf_clear(struct buf *buf);

void buf_append(struct buf *buf, const void *data, size_t length);
void buf_puts(struct buf *buf, const char *text);
void buf_put_count(struct buf *buf, int64_t value); /* in decimal */
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool buf_failed(const struct buf *buf);

#endif
