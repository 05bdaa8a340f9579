#include "lib/slice.h"

#include "lib/copy_reader.h"
#include "lib/play_reader.h"
#include "queries.h"

#define ROWS_PER_REPORT 4096

int
slice_read(struct db *db, int64_t start, int64_t end, struct rollup *rollup,
    _Atomic int64_t *read, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	const char *const params[] = {
	    instant_format(start, true, from), instant_format(end, true, to)};
	struct copy_reader reader;
	struct copy_row row;
	int64_t unreported = 0;
	int got;

	if (db_copy_out(db, &sql_slice_plays, 2, params, err) != 0)
		return -1;
	copy_reader_init(&reader, db);
	while ((got = copy_reader_next(
		    &reader, PLAY_READER_COLUMNS, &row, err)) > 0) {
		struct play play;

		if (play_read(&row, &play, err) != 0 ||
		    rollup_add(rollup, &play, err) != 0)
			return -1;
		if (++unreported == ROWS_PER_REPORT) {
			*read += unreported;
			unreported = 0;
		}
	}
	*read += unreported;
	return got < 0 ? -1 : rollup_end_slice(rollup, err);
}
