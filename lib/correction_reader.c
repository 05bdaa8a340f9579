#include "lib/correction_reader.h"

#include <string.h>

#include "lib/record_reader.h"

int
correction_read(struct record *record, struct correction *correction,
    const struct db_rows *rows, size_t row, struct err *err)
{
	enum {
		REVISION = RECORD_READER_COLUMNS,
		REASON,
		SUPERSEDES
	};

	memset(correction, 0, sizeof(*correction));
	if (record_read(record, rows, row, err) != 0)
		return -1;
	correction->revision = db_int64(rows, row, REVISION);
	if (correction->revision == 0)
		return 0;
	if (correction_reason_parse(
		db_text(rows, row, REASON), &correction->reason) != 0 ||
	    strlen(db_text(rows, row, SUPERSEDES)) != HASH_HEX_SIZE - 1 ||
	    hash_parse(
		db_text(rows, row, SUPERSEDES), correction->supersedes) != 0)
		return err_set(err, ERR_DATA, "a correction is malformed");
	return 0;
}
