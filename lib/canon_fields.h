/*
 * The one table of what stands in a canonical record, shared by canon.c, which
 * writes it, and canon_read.c.
 */
#ifndef LIB_CANON_FIELDS_H
#define LIB_CANON_FIELDS_H

#include <stddef.h>

/* How a field is spelled. */
enum canon_shape {
	SHAPE_ADVERTISER,
	SHAPE_UUID,
	SHAPE_TEXT,
	SHAPE_MICROS,
	SHAPE_SECONDS,
	SHAPE_DATE,
	SHAPE_DIGEST,
	SHAPE_COUNT,
	SHAPE_BOOL,
	SHAPE_GEOGRAPHY,
	SHAPE_HOURS,
	SHAPE_NAMED,
	SHAPE_CORRECTION, /* its three keys, or nothing */
	SHAPE_TYPE
};

struct canon_field {
	const char *lead; /* what stands before the value */
	enum canon_shape shape;
	size_t offset; /* of the member in struct record */
};

/* The whole line but its end, in RFC 8785 order. */
#define CANON_FIELDS ((size_t)22)
extern const struct canon_field canon_fields[CANON_FIELDS];
extern const char canon_end[];

#endif
