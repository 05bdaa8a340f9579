#include "lib/db_batch.h"

#include <string.h>

#include "lib/db_libpq.h"

/* Hands the row over; a result without rows ends the statement. */
static int
batch_each(const struct db_call *call, PGresult *result, struct err *err)
{
	struct db_rows row = {(struct pg_result *)result};
	int rc = 0;

	if (PQntuples(result) > 0)
		rc = call->each(call->arg, &row, err);
	PQclear(result);
	return rc;
}

/* Takes the results of one queued statement up to its NULL. */
static int
batch_take(struct db *db, const struct db_call *call, struct db_rows *rows,
    struct err *err)
{
	PGresult *result;

	if (call->each)
		PQsetSingleRowMode(pg(db));
	while ((result = PQgetResult(pg(db))) != NULL) {
		if (!db_succeeded(result) &&
		    PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
			db_result_error(
			    db, "database query failed", result, err);
			PQclear(result);
			return -1;
		}
		if (!call->each) {
			db_rows_release(rows);
			rows->result = (struct pg_result *)result;
		} else if (batch_each(call, result, err) != 0)
			return -1;
	}
	return 0;
}

static int
batch_send(
    struct db *db, const struct db_call *calls, size_t count, struct err *err)
{
	if (!PQenterPipelineMode(pg(db)))
		return db_connection_error(
		    db, "could not start a batch at", err);
	for (size_t i = 0; i < count; i++) {
		if (!PQsendQueryParams(pg(db), calls[i].text, calls[i].nparams,
			NULL, calls[i].params, NULL, NULL, 0))
			return db_connection_error(
			    db, "could not send a query to", err);
	}
	if (!PQpipelineSync(pg(db)))
		return db_connection_error(
		    db, "could not send a query to", err);
	return 0;
}

int
db_batch(struct db *db, const struct db_call *calls, size_t count,
    struct db_rows *rows, struct err *err)
{
	memset(rows, 0, count * sizeof(*rows));
	if (batch_send(db, calls, count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (batch_take(db, &calls[i], &rows[i], err) != 0)
			return -1;
	}
	PQclear(PQgetResult(pg(db))); /* the sync */
	PQexitPipelineMode(pg(db));
	return 0;
}
