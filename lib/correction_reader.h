/*
 * Rows of corrections, and of records that may be corrections.
 */
#ifndef LIB_CORRECTION_READER_H
#define LIB_CORRECTION_READER_H

#include <stddef.h>

#include "lib/canon.h"
#include "lib/db.h"
#include "lib/err.h"
#include "lib/record.h"

/*
 * Fills a zeroed record, devices aside, and what makes it a correction: after
 * the columns of record_read come revision, reason and supersedes in
 * hexadecimal, the last two null for revision 0.  Release the record in either
 * case.
 */
int correction_read(struct record *record, struct correction *correction,
    const struct db_rows *rows, size_t row, struct err *err);

#endif
