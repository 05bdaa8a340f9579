#include "lib/json_reader.h"

#include <stddef.h>
#include <string.h>

#define TEXT_LIMIT (16u << 20) /* bytes of one string */

void
json_reader_init(struct json_reader *in, const char *text)
{
	memset(in, 0, sizeof(*in));
	in->at = text;
	buf_init(&in->text, TEXT_LIMIT);
}

void
json_reader_release(struct json_reader *in)
{
	buf_release(&in->text);
}

void
json_reader_fail(struct json_reader *in)
{
	in->failed = true;
}

/* The next character that is not space; NUL once failed. */
static char
peek(struct json_reader *in)
{
	if (in->failed)
		return '\0';
	in->at += strspn(in->at, " \t\n\r");
	return *in->at;
}

static void
expect(struct json_reader *in, char c)
{
	if (peek(in) == c && c != '\0')
		in->at++;
	else
		in->failed = true;
}

void
json_reader_open(struct json_reader *in, char bracket)
{
	expect(in, bracket);
	in->first = true;
}

bool
json_reader_more(struct json_reader *in, char bracket)
{
	bool first = in->first;

	in->first = false;
	if (peek(in) == bracket) {
		in->at++;
		return false;
	}
	if (!first)
		expect(in, ',');
	return !in->failed;
}

/* --- strings --- */

/* The value of four hexadecimal digits, or -1. */
static long
hex4(const char *digits)
{
	long value = 0;

	for (int i = 0; i < 4; i++) {
		char c = digits[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			value = value * 16 + (c - 'A' + 10);
		else
			return -1;
	}
	return value;
}

static void
put_utf8(struct buf *out, long c)
{
	char bytes[4];
	size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const long lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = length; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(lead[length] | c);
	buf_append(out, bytes, length);
}

/* "\uXXXX", or two of them for a character beyond U+FFFF; `at` is the u. */
static void
read_code(struct json_reader *in)
{
	long c = hex4(in->at + 1), low;

	in->failed = c <= 0 || (c >= 0xdc00 && c <= 0xdfff);
	if (!in->failed && c >= 0xd800 && c <= 0xdbff) {
		low = in->at[5] == '\\' && in->at[6] == 'u' ? hex4(in->at + 7)
							    : -1;
		in->failed = low < 0xdc00 || low > 0xdfff;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		in->at += 6;
	}
	if (in->failed)
		return;
	in->at += 5;
	put_utf8(&in->text, c);
}

/* `at` is behind the backslash. */
static void
read_escape(struct json_reader *in)
{
	static const char escapes[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	const char *special;

	if (*in->at == 'u') {
		read_code(in);
		return;
	}
	special = *in->at == '\0' ? NULL : strchr(escapes, *in->at);
	if (!special) {
		in->failed = true;
		return;
	}
	buf_append(&in->text, &meant[special - escapes], 1);
	in->at++;
}

/* How many bytes stand for themselves. */
static size_t
plain_length(const char *text)
{
	size_t length = 0;

	while ((unsigned char)text[length] >= 0x20 && text[length] != '"' &&
	       text[length] != '\\')
		length++;
	return length;
}

const char *
json_reader_string(struct json_reader *in)
{
	buf_clear(&in->text);
	expect(in, '"');
	while (!in->failed && *in->at != '"') {
		size_t length = plain_length(in->at);

		buf_append(&in->text, in->at, length);
		in->at += length;
		if (*in->at == '\\') {
			in->at++;
			read_escape(in);
		} else if (*in->at != '"')
			in->failed = true;
	}
	if (!in->failed)
		in->at++;
	if (buf_failed(&in->text))
		in->failed = in->no_memory = true;
	return in->failed || !in->text.data ? "" : in->text.data;
}

const char *
json_reader_key(struct json_reader *in)
{
	const char *key = json_reader_string(in);

	expect(in, ':');
	return key;
}

/* --- the rest --- */

bool
json_reader_null(struct json_reader *in)
{
	if (peek(in) != 'n' || strncmp(in->at, "null", 4) != 0)
		return false;
	in->at += 4;
	return true;
}

int64_t
json_reader_count(struct json_reader *in, int64_t most)
{
	char first = peek(in);
	int64_t value = 0;
	const char *from = in->at;

	while (!in->failed && *in->at >= '0' && *in->at <= '9') {
		int digit = *in->at++ - '0';

		if (value > (most - digit) / 10)
			in->failed = true;
		value = in->failed ? 0 : value * 10 + digit;
	}
	if (in->failed || in->at == from ||
	    (first == '0' && in->at - from > 1) || strchr(".eE+-", *in->at)) {
		/* strchr finds the end of the text, too */
		in->failed = true;
		return 0;
	}
	return value;
}

bool
json_reader_done(struct json_reader *in)
{
	return peek(in) == '\0' && !in->failed;
}
