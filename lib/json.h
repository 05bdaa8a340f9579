/*
 * Writes JSON straight into a buffer: exact 64-bit integers, members in the
 * order they are given, no tree in memory, however long the answer.
 *
 * `key` is the member's name within an object and NULL within an array or at
 * the top.  Text must be valid UTF-8.  Failure is the buffer's, told at the
 * end by buf_failed().
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/buf.h"

struct json {
	struct buf *out;
	bool comma; /* the next value needs one before it */
};

void json_init(struct json *json, struct buf *out);

void json_open_object(struct json *json, const char *key);
void json_close_object(struct json *json);
void json_open_array(struct json *json, const char *key);
void json_close_array(struct json *json);

void json_text(struct json *json, const char *key, const char *text);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
