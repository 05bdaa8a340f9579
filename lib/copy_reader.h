/*
 * Rows of a COPY ... TO STDOUT (FORMAT BINARY) in progress on a connection.
 * The format is the one of PostgreSQL's COPY reference page, "Binary Format".
 */
#ifndef LIB_COPY_READER_H
#define LIB_COPY_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/uuid.h"

#define COPY_MAX_FIELDS 16

struct copy_reader {
	struct db *db;
	const char *data; /* unread part of the current chunk */
	size_t length;
	bool started;  /* the header is behind us */
	bool finished; /* the trailer is behind us */
};

/* Borrowed from the connection until the next row is read. */
struct copy_field {
	const char *data; /* NULL: null */
	size_t length;
};

struct copy_row {
	int count;
	struct copy_field fields[COPY_MAX_FIELDS];
};

/* `db` has a COPY under way, see db_copy_out. */
void copy_reader_init(struct copy_reader *reader, struct db *db);

/*
 * Reads the next row, which must have `count` fields: 1, 0 at the end, -1 on
 * failure.
 */
int copy_reader_next(struct copy_reader *reader, int count,
    struct copy_row *row, struct err *err);

/*
 * Field decoders.  Each returns 0, or -1 when the length is not the type's; a
 * null leaves *value alone and clears *known.
 */
int copy_uuid(const struct copy_field *field, bool *known, struct uuid *value);
int copy_int32(const struct copy_field *field, bool *known, int32_t *value);
int copy_instant(const struct copy_field *field, bool *known, int64_t *value);

/* Big-endian numbers, as COPY has them. */
uint16_t copy_get16(const char *data);
uint32_t copy_get32(const char *data);
uint64_t copy_get64(const char *data);

/* PostgreSQL counts microseconds from 2000-01-01, instants from 1970-01-01. */
#define COPY_EPOCH INT64_C(946684800000000)

#endif
