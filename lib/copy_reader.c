#include "lib/copy_reader.h"

#include <string.h>

static const char SIGNATURE[11] = "PGCOPY\n\377\r\n";

uint16_t
copy_get16(const char *data)
{
	const unsigned char *b = (const unsigned char *)data;

	return (uint16_t)(b[0] << 8 | b[1]);
}

uint32_t
copy_get32(const char *data)
{
	return (uint32_t)copy_get16(data) << 16 | copy_get16(data + 2);
}

uint64_t
copy_get64(const char *data)
{
	return (uint64_t)copy_get32(data) << 32 | copy_get32(data + 4);
}

void
copy_reader_init(struct copy_reader *reader, struct db *db)
{
	memset(reader, 0, sizeof(*reader));
	reader->db = db;
}

static int
malformed(struct err *err)
{
	return err_set(err, ERR_INTERNAL,
	    "the database sent a malformed binary COPY stream");
}

static void
advance(struct copy_reader *reader, size_t length)
{
	reader->data += length;
	reader->length -= length;
}

/* Signature, flags and the header extension, which is skipped. */
static int
read_header(struct copy_reader *reader, struct err *err)
{
	size_t extension;

	if (reader->length < sizeof(SIGNATURE) + 8 ||
	    memcmp(reader->data, SIGNATURE, sizeof(SIGNATURE)) != 0)
		return malformed(err);
	extension = copy_get32(reader->data + sizeof(SIGNATURE) + 4);
	advance(reader, sizeof(SIGNATURE) + 8);
	if (extension > reader->length)
		return malformed(err);
	advance(reader, extension);
	reader->started = true;
	return 0;
}

/* Makes sure that there is something unread: 1, 0 at the end, -1. */
static int
fill(struct copy_reader *reader, struct err *err)
{
	while (reader->length == 0) {
		int got = db_copy_next(
		    reader->db, &reader->data, &reader->length, err);

		if (got < 0)
			return -1;
		if (got == 0)
			return reader->finished ? 0 : malformed(err);
		if (!reader->started && read_header(reader, err) != 0)
			return -1;
	}
	return 1;
}

static int
read_field(
    struct copy_reader *reader, struct copy_field *field, struct err *err)
{
	uint32_t length;

	if (reader->length < 4)
		return malformed(err);
	length = copy_get32(reader->data);
	advance(reader, 4);
	if (length == UINT32_MAX) {
		*field = (struct copy_field){NULL, 0};
		return 0;
	}
	if (length > reader->length)
		return malformed(err);
	*field = (struct copy_field){reader->data, length};
	advance(reader, length);
	return 0;
}

int
copy_reader_next(struct copy_reader *reader, int count, struct copy_row *row,
    struct err *err)
{
	int filled = fill(reader, err);

	if (filled <= 0)
		return filled;
	if (reader->finished || reader->length < 2)
		return malformed(err);
	if (copy_get16(reader->data) == UINT16_MAX) {
		advance(reader, 2);
		reader->finished = true;
		return copy_reader_next(reader, count, row, err);
	}
	row->count = copy_get16(reader->data);
	if (row->count != count || count > COPY_MAX_FIELDS)
		return malformed(err);
	advance(reader, 2);
	for (int i = 0; i < count; i++) {
		if (read_field(reader, &row->fields[i], err) != 0)
			return -1;
	}
	return 1;
}

int
copy_uuid(const struct copy_field *field, bool *known, struct uuid *value)
{
	*known = field->data != NULL;
	if (!*known)
		return 0;
	if (field->length != sizeof(value->bytes))
		return -1;
	memcpy(value->bytes, field->data, sizeof(value->bytes));
	return 0;
}

int
copy_int32(const struct copy_field *field, bool *known, int32_t *value)
{
	*known = field->data != NULL;
	if (!*known)
		return 0;
	if (field->length != 4)
		return -1;
	*value = (int32_t)copy_get32(field->data);
	return 0;
}

/* The extremes stand for -infinity and infinity and stay what they are. */
int
copy_instant(const struct copy_field *field, bool *known, int64_t *value)
{
	*known = field->data != NULL;
	if (!*known)
		return 0;
	if (field->length != 8)
		return -1;
	*value = (int64_t)copy_get64(field->data);
	if (*value > INT64_MIN && *value < INT64_MAX - COPY_EPOCH)
		*value += COPY_EPOCH;
	return 0;
}
