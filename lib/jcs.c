#include "lib/jcs.h"

#include <stdlib.h>
#include <string.h>

#define MAX_COUNT INT64_C(9007199254740991)

/* Length of the well-formed UTF-8 sequence at `s`, 0 when there is none. */
static size_t
sequence(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (s[0] < 0x80)
		return s[0] != 0;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (length > left)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0; /* overlong */
	else if (s[0] == 0xed)
		high = 0x9f; /* surrogates */
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f; /* beyond U+10FFFF */
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	}
	return length;
}

bool
jcs_is_text(const char *text, size_t length)
{
	const unsigned char *s = (const unsigned char *)text;

	for (size_t at = 0; at < length;) {
		size_t step = sequence(s + at, length - at);

		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

/*
 * In well-formed UTF-8 only lead bytes are above 0xed, so where two strings
 * first differ in such bytes one is a surrogate pair (0xf0..) in UTF-16.
 */
int
jcs_compare(const char *a, const char *b)
{
	const unsigned char *x = (const unsigned char *)a;
	const unsigned char *y = (const unsigned char *)b;

	while (*x != '\0' && *x == *y) {
		x++;
		y++;
	}
	if (*x >= 0xee && *y >= 0xee && (*x >= 0xf0) != (*y >= 0xf0))
		return *x >= 0xf0 ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* Characters with an escape of two characters, and its second one. */
static const char escaped[] = "\"\\\b\t\n\f\r";
static const char escapes[] = "\"\\btnfr";

void
jcs_put_string(struct buf *out, const char *text)
{
	const char *from = text, *at;

	buf_append(out, "\"", 1);
	for (at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		const char *special;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_append(out, from, (size_t)(at - from));
		from = at + 1;
		special = strchr(escaped, c);
		if (special)
			buf_printf(out, "\\%c", escapes[special - escaped]);
		else
			buf_printf(out, "\\u%04x", c);
	}
	buf_append(out, from, (size_t)(at - from));
	buf_append(out, "\"", 1);
}

void
jcs_reader_init(struct jcs_reader *in, const char *text, size_t length)
{
	memset(in, 0, sizeof(*in));
	in->start = in->at = text;
	in->end = text + length;
}

static size_t
left(const struct jcs_reader *in)
{
	return (size_t)(in->end - in->at);
}

bool
jcs_accept(struct jcs_reader *in, const char *literal)
{
	size_t length = strlen(literal);

	if (in->failed || left(in) < length ||
	    memcmp(in->at, literal, length) != 0)
		return false;
	in->at += length;
	return true;
}

void
jcs_expect(struct jcs_reader *in, const char *literal)
{
	if (!jcs_accept(in, literal))
		in->failed = true;
}

/* The control character of "\u00xx" at `at`, or -1. */
static int
long_escape(const char *at)
{
	static const char digits[] = "0123456789abcdef";
	const char *low = at[5] == '\0' ? NULL : strchr(digits, at[5]);
	int value;

	if (memcmp(at, "\\u00", 4) != 0 || (at[4] != '0' && at[4] != '1') ||
	    !low)
		return -1;
	value = (at[4] - '0') * 16 + (int)(low - digits);
	return value == 0 || strchr(escaped, value) ? -1 : value;
}

/* Decodes one character or escape; its value, -1 when not canonical. */
static int
next_byte(struct jcs_reader *in)
{
	unsigned char c = (unsigned char)*in->at;
	const char *special;
	int value;

	if (c < 0x20)
		return -1;
	if (c != '\\') {
		in->at++;
		return c;
	}
	if (left(in) < 2 || in->at[1] == '\0')
		return -1;
	special = strchr(escapes, in->at[1]);
	if (special) {
		in->at += 2;
		return (unsigned char)escaped[special - escapes];
	}
	value = left(in) >= 6 ? long_escape(in->at) : -1;
	in->at += value >= 0 ? 6 : 0;
	return value;
}

/* Decodes up to the closing quote; the length, or -1. */
static ptrdiff_t
decode(struct jcs_reader *in, char *text)
{
	ptrdiff_t length = 0;

	while (in->at < in->end && *in->at != '"') {
		int c = next_byte(in);

		if (c < 0)
			return -1;
		text[length++] = (char)c;
	}
	if (in->at == in->end)
		return -1;
	in->at++;
	return length;
}

/* The bytes up to the closing quote, or to the end. */
static size_t
raw_length(const struct jcs_reader *in)
{
	const char *at = in->at;

	while (at < in->end && *at != '"')
		at += *at == '\\' && in->end - at > 1 ? 2 : 1;
	return (size_t)(at - in->at);
}

char *
jcs_get_string(struct jcs_reader *in)
{
	char *text;
	ptrdiff_t length;

	jcs_expect(in, "\"");
	if (in->failed)
		return NULL;
	text = malloc(raw_length(in) + 1);
	if (!text) {
		in->failed = in->no_memory = true;
		return NULL;
	}
	length = decode(in, text);
	if (length < 0 || !jcs_is_text(text, (size_t)length)) {
		in->failed = true;
		free(text);
		return NULL;
	}
	text[length] = '\0';
	return text;
}

int64_t
jcs_get_count(struct jcs_reader *in)
{
	const char *from = in->at;
	int64_t value = 0;

	if (in->failed)
		return 0;
	while (in->at < in->end && *in->at >= '0' && *in->at <= '9' &&
	       value <= MAX_COUNT)
		value = value * 10 + (*in->at++ - '0');
	if (in->at == from || (*from == '0' && in->at - from > 1) ||
	    value > MAX_COUNT) {
		in->failed = true;
		return 0;
	}
	return value;
}

bool
jcs_done(const struct jcs_reader *in)
{
	return !in->failed && in->at == in->end;
}

size_t
jcs_offset(const struct jcs_reader *in)
{
	return (size_t)(in->at - in->start);
}
