/*
 * Reads JSON front to back without a tree in memory: objects, arrays, strings,
 * counts and null, which is all that a record's columns hold.  Anything else
 * is a failure.  Failure is sticky: afterwards every call does nothing, and
 * json_reader_done() tells once at the end.
 *
 *	json_reader_open(&in, '{');
 *	while (json_reader_more(&in, '}')) {
 *		name = json_reader_key(&in);
 *		count = json_reader_count(&in);
 *	}
 */
#ifndef LIB_JSON_READER_H
#define LIB_JSON_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/buf.h"

struct json_reader {
	const char *at;
	struct buf text; /* the string that was read last */
	bool first;      /* within the bracket that was just opened */
	bool failed;
	bool no_memory; /* failed for that reason */
};

/* `text` is NUL-terminated and outlives the reader. */
void json_reader_init(struct json_reader *in, const char *text);
void json_reader_release(struct json_reader *in);

/* Passes an opening bracket, '{' or '['. */
void json_reader_open(struct json_reader *in, char bracket);

/* Whether there is another element; passes the closing bracket if not. */
bool json_reader_more(struct json_reader *in, char bracket);

/*
 * A string, or the name of a member with its colon: valid until the next is
 * read, "" once failed.  A NUL in it is a failure.
 */
const char *json_reader_string(struct json_reader *in);
const char *json_reader_key(struct json_reader *in);

/* Passes null and returns true, or returns false and stays. */
bool json_reader_null(struct json_reader *in);

/* A plain integer from 0 to `most`; 0 once failed. */
int64_t json_reader_count(struct json_reader *in, int64_t most);

/* Fails for a reason that the caller has found. */
void json_reader_fail(struct json_reader *in);

/* Everything was read and nothing failed. */
bool json_reader_done(struct json_reader *in);

#endif
