#include "lib/guards.h"

#include <stdbool.h>
#include <string.h>

#include "guard_lines.h"
#include "queries.h"

/*
 * Lines in bytewise order, NULL at the end.  One that begins with "? " may be
 * missing: the foreign key that installations without campaigns leave out.
 */
static bool
is_optional(const char *line)
{
	return line[0] == '?' && line[1] == ' ';
}

static const char *
words(const char *line)
{
	return is_optional(line) ? line + 2 : line;
}

static void
missing(struct verify_report *report, const char *line)
{
	if (!is_optional(line))
		verify_problem(
		    report, VERIFY_TAMPERED, "guard is not there: %s", line);
}

static void
compare(const struct db_rows *rows, struct verify_report *report)
{
	size_t row = 0, count = db_rows_count(rows);
	const char *const *expected = guard_lines;

	while (*expected || row < count) {
		const char *line = row < count ? db_text(rows, row, 0) : NULL;
		int order = !line        ? -1
			    : !*expected ? 1
					 : strcmp(words(*expected), line);

		if (order < 0)
			missing(report, *expected++);
		else if (order > 0) {
			verify_problem(report, VERIFY_TAMPERED,
			    "not installed by the schema: %s", line);
			row++;
		} else {
			verify_count(report, "guards", 1);
			expected++;
			row++;
		}
	}
}

int
guards_check(struct db *db, struct verify_report *report, struct err *err)
{
	struct db_rows rows;

	if (db_query(db, &sql_guards, 0, NULL, &rows, err) < 0)
		return -1;
	verify_count(report, "guards", 0);
	compare(&rows, report);
	db_rows_release(&rows);
	return 0;
}
