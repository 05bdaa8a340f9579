/*
 * The canonical lines of what a seal covers, as the database has it.
 */
#ifndef LIB_CANON_LINES_H
#define LIB_CANON_LINES_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_batch.h"
#include "lib/err.h"
#include "lib/seal.h"

/* Takes one line, without a newline; anything but 0 ends the reading. */
struct canon_sink {
	int (*take)(
	    void *arg, const char *line, size_t length, struct err *err);
	void *arg;
};

/* The records of a date, in order of campaign, one at a time. */
int canon_lines_of_day(struct db *db, struct date date,
    const struct canon_sink *sink, struct err *err);

/* The corrections of a seal, in order of date, campaign and revision. */
int canon_lines_of_corrections(
    struct db *db, int64_t seq, const struct canon_sink *sink, struct err *err);

/* What a seal covers, in the order of its leaves. */
int canon_lines_of_seal(struct db *db, const struct seal *seal,
    const struct canon_sink *sink, struct err *err);

/* The same as a statement for a batch of the caller's. */
struct canon_call {
	const struct canon_sink *sink;
	struct buf line;
	char text[32];
	const char *param;
	struct db_call call;
};

/* `sink` is borrowed, and the struct must stay where it is, until release. */
void canon_call_init(struct canon_call *call, const struct seal *seal,
    const struct canon_sink *sink);
void canon_call_release(struct canon_call *call); /* accepts a zeroed struct */

#endif
