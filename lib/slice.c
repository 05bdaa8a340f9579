#include "lib/slice.h"

#include <string.h>

#include "lib/copy_reader.h"
#include "lib/play_reader.h"
#include "queries.h"

#define ROWS_PER_REPORT 4096

/* As players spell it: the first status that counts, in upper case. */
static const char *
usual_status(const struct policy *policy, char *text, size_t size)
{
	size_t i = 0;

	for (; policy->statuses[0][i] != '\0' && i < size - 1; i++) {
		char c = policy->statuses[0][i];

		text[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	text[i] = '\0';
	return text;
}

int
slice_read(struct db *db, const struct slice *slice, struct rollup *rollup,
    _Atomic int64_t *read, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE], usual[128];
	const char *const params[] = {instant_format(slice->start, true, from),
	    instant_format(slice->end, true, to),
	    usual_status(rollup->policy, usual, sizeof(usual))};
	const size_t usual_length = strlen(usual);
	struct copy_reader reader;
	struct copy_row row;
	int64_t unreported = 0;
	int got;

	if (db_copy_out(db, &sql_slice_plays, 3, params, err) != 0)
		return -1;
	copy_reader_init(&reader, db);
	while ((got = copy_reader_next(
		    &reader, PLAY_READER_COLUMNS, &row, err)) > 0) {
		struct play play;

		if (play_read(&row, &play, err) != 0)
			return -1;
		if (!play.status) {
			play.status = usual;
			play.status_length = usual_length;
		}
		if (rollup_add(rollup, &play, err) != 0)
			return -1;
		if (++unreported == ROWS_PER_REPORT) {
			*read += unreported;
			unreported = 0;
		}
	}
	*read += unreported;
	return got < 0 ? -1 : rollup_end_slice(rollup, err);
}
