#include "lib/days.h"

#include <stdio.h>
#include <stdlib.h>

#include "queries.h"

static int
one_date(struct db *db, const struct sql *sql, bool *found, struct date *date,
    struct err *err)
{
	struct db_rows rows;
	int rc = 0;

	if (db_query(db, sql, 0, NULL, &rows, err) != 0)
		return -1;
	*found = !db_is_null(&rows, 0, 0);
	if (*found && date_parse(db_text(&rows, 0, 0), date) != 0)
		rc = err_set(
		    err, ERR_INTERNAL, "the database gave an impossible date");
	db_rows_release(&rows);
	return rc;
}

int
days_first_sealed(
    struct db *db, bool *found, struct date *date, struct err *err)
{
	return one_date(db, &sql_days_first_sealed, found, date, err);
}

int
days_last_sealed(struct db *db, bool *found, struct date *date, struct err *err)
{
	return one_date(db, &sql_days_last_sealed, found, date, err);
}

static void
take_status(const struct db_rows *rows, size_t row, struct day_status *status)
{
	enum {
		DATE,
		SEALED,
		RECORDS,
		RECEIVED,
		IMPRESSIONS,
		CORRECTED,
		SEALED_AT
	};

	date_parse(db_text(rows, row, DATE), &status->date);
	status->sealed = db_bool(rows, row, SEALED);
	status->records = db_int64(rows, row, RECORDS);
	status->plays_received = db_int64(rows, row, RECEIVED);
	status->impressions = db_int64(rows, row, IMPRESSIONS);
	status->corrected = db_int64(rows, row, CORRECTED);
	snprintf(status->sealed_at, sizeof(status->sealed_at), "%s",
	    db_text(rows, row, SEALED_AT));
}

int
days_status(struct db *db, struct date first, struct date last,
    struct day_status **statuses, size_t *count, struct err *err)
{
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	const char *const params[] = {
	    date_format(first, from), date_format(last, to)};
	struct db_rows rows;

	if (db_query(db, &sql_days_status, 2, params, &rows, err) != 0)
		return -1;
	*count = db_rows_count(&rows);
	*statuses = calloc(*count + 1, sizeof(**statuses));
	for (size_t i = 0; *statuses && i < *count; i++)
		take_status(&rows, i, &(*statuses)[i]);
	db_rows_release(&rows);
	return *statuses ? 0 : err_memory(err);
}
