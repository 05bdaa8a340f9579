#include "lib/db_each.h"

#include <stdio.h>

#include "lib/db_libpq.h"

static int
take_result(struct db *db, const struct sql *sql, PGresult *result,
    const struct db_sink *sink, struct err *err)
{
	const struct db_rows row = {(struct pg_result *)result};
	char what[96];

	if (PQresultStatus(result) == PGRES_SINGLE_TUPLE)
		return sink->take(sink->arg, &row, err);
	if (db_succeeded(result))
		return 0;
	snprintf(what, sizeof(what), "query \"%s\" failed", sql->name);
	return db_result_error(db, what, result, err);
}

int
db_each(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, const struct db_sink *sink, struct err *err)
{
	PGresult *result;
	int rc = 0;

	if (!PQsendQueryParams(
		pg(db), sql->text, nparams, NULL, params, NULL, NULL, 0))
		return db_connection_error(
		    db, "could not send a query to the database", err);
	PQsetSingleRowMode(pg(db));
	/* What comes after a failure is read too, and dropped. */
	while ((result = PQgetResult(pg(db))) != NULL) {
		if (rc == 0)
			rc = take_result(db, sql, result, sink, err);
		PQclear(result);
	}
	return rc;
}
