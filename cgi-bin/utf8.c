#include "cgi-bin/utf8.h"

#include <stdint.h>

/* Bytes in the sequence that begins with `first`, or 0. */
static size_t
sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	if (first >= 0xf0 && first < 0xf5)
		return 4;
	return 0;
}

static bool
plain(uint32_t code, size_t length)
{
	static const uint32_t least[] = {0, 0x20, 0xa0, 0x800, 0x10000};

	return code >= least[length] && code != 0x7f && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xdfff);
}

bool
utf8_is_plain_text(const char *text, size_t length)
{
	const unsigned char *c = (const unsigned char *)text;
	const unsigned char *end = c + length;

	while (c < end) {
		size_t n = sequence_length(*c);
		uint32_t code = n == 1 ? *c : *c & (0xffu >> (n + 1));

		if (n == 0 || (size_t)(end - c) < n)
			return false;
		for (size_t i = 1; i < n; i++) {
			if ((c[i] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (c[i] & 0x3fu);
		}
		if (!plain(code, n))
			return false;
		c += n;
	}
	return true;
}
