#include "lib/json.h"

#include <stddef.h>

#include "lib/jcs.h"

void
json_init(struct json *json, struct buf *out)
{
	json->out = out;
	json->comma = false;
}

/* What stands before a value. */
static void
begin_value(struct json *json, const char *key)
{
	if (json->comma)
		buf_append(json->out, ",", 1);
	if (key) {
		jcs_put_string(json->out, key);
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
	jcs_put_string(json->out, text);
}

void
json_int(struct json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	buf_put_count(json->out, value);
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
