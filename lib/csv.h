/*
 * Writes CSV by RFC 4180 into a buffer: CRLF, quotes where they are needed.
 * A text that a spreadsheet would take for a formula gets an apostrophe in
 * front, as OWASP advises.
 */
#ifndef LIB_CSV_H
#define LIB_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/buf.h"

struct csv {
	struct buf *out;
	bool comma; /* the next cell needs one before it */
};

void csv_init(struct csv *csv, struct buf *out);

void csv_text(struct csv *csv, const char *text);
void csv_int(struct csv *csv, int64_t value);
void csv_empty(struct csv *csv);
void csv_end_row(struct csv *csv);

/* A row of names separated by commas, as they are. */
void csv_header(struct csv *csv, const char *names);

#endif
