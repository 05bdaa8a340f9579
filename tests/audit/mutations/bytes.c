#include "tests/audit/mutations/bytes.h"

#include <string.h>

/* xorshift64*. */
static uint64_t state;

void
draw_seed(uint64_t seed)
{
	state = seed * 2 + 1;
}

uint64_t
draw(uint64_t bound)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * UINT64_C(2685821657736338717) >> 11) % bound;
}

static void
splice(struct buf *text, size_t at, size_t remove, const void *add,
    size_t add_length)
{
	struct buf out;

	buf_init(&out, 1 << 21);
	buf_append(&out, text->data, at);
	buf_append(&out, add, add_length);
	buf_append(&out, text->data + at + remove, text->length - at - remove);
	buf_release(text);
	*text = out;
}

void
change_byte(struct buf *text)
{
	size_t at = draw(text->length);
	char other = (char)draw(256);

	switch (draw(5)) {
	case 0: /* one bit */
		text->data[at] = (char)(text->data[at] ^ 1 << draw(8));
		break;
	case 1: /* one byte */
		text->data[at] = other;
		break;
	case 2:
		splice(text, at, 0, &other, 1);
		break;
	case 3:
		splice(text, at, 1, "", 0);
		break;
	default: /* a digit becomes another, everywhere plausible */
		if (text->data[at] >= '0' && text->data[at] <= '9')
			text->data[at] = (char)('0' + draw(10));
		else
			text->data[at] = (char)(' ' + draw(95));
	}
}

void
change_chunk(struct buf *text)
{
	size_t at = draw(text->length), from = draw(text->length);
	size_t length = 1 + draw(200);
	char chunk[200];

	if (length > text->length - from)
		length = text->length - from;
	memcpy(chunk, text->data + from, length);
	switch (draw(4)) {
	case 0: /* the end is missing */
		splice(text, at, text->length - at, "", 0);
		break;
	case 1: /* something twice */
		splice(text, at, 0, chunk, length);
		break;
	case 2: /* something in place of another */
		if (length > text->length - at)
			length = text->length - at;
		splice(text, at, length, chunk, length);
		break;
	default:
		splice(text, from, length, "", 0);
	}
}
