#include "lib/json.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

void
json_init(struct json *json, struct buf *out)
{
	json->out = out;
	json->comma = false;
}

static void
put_escaped(struct buf *out, unsigned char c)
{
	static const char shorthand[] = "\b\t\n\f\r\"\\";
	static const char letters[] = "btnfr\"\\";
	const char *at = c ? strchr(shorthand, c) : NULL;

	if (at)
		buf_printf(out, "\\%c", letters[at - shorthand]);
	else
		buf_printf(out, "\\u%04x", (unsigned)c);
}

static void
put_string(struct buf *out, const char *text)
{
	const char *run = text;

	buf_append(out, "\"", 1);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_append(out, run, (size_t)(text - run));
		put_escaped(out, c);
		run = text + 1;
	}
	buf_append(out, run, (size_t)(text - run));
	buf_append(out, "\"", 1);
}

/* What stands before a value. */
static void
begin_value(struct json *json, const char *key)
{
	if (json->comma)
		buf_append(json->out, ",", 1);
	if (key) {
		put_string(json->out, key);
		buf_append(json->out, ":", 1);
	}
	json->comma = true;
}

static void
open_with(struct json *json, const char *key, const char *bracket)
{
	begin_value(json, key);
	buf_append(json->out, bracket, 1);
	json->comma = false;
}

static void
close_with(struct json *json, const char *bracket)
{
	buf_append(json->out, bracket, 1);
	json->comma = true;
}

void
json_open_object(struct json *json, const char *key)
{
	open_with(json, key, "{");
}

void
json_close_object(struct json *json)
{
	close_with(json, "}");
}

void
json_open_array(struct json *json, const char *key)
{
	open_with(json, key, "[");
}

void
json_close_array(struct json *json)
{
	close_with(json, "]");
}

void
json_text(struct json *json, const char *key, const char *text)
{
	begin_value(json, key);
	put_string(json->out, text);
}

void
json_int(struct json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	buf_printf(json->out, "%" PRId64, value);
}

void
json_bool(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	buf_puts(json->out, value ? "true" : "false");
}

void
json_null(struct json *json, const char *key)
{
	begin_value(json, key);
	buf_puts(json->out, "null");
}
