#include "lib/schema.h"

#include <string.h>

#include "queries.h"

int
schema_check_version(int64_t version, struct err *err)
{
	if (version == SCHEMA_VERSION)
		return 0;
	err_set(err, ERR_CONFIG,
	    "the database has schema version %lld, this program needs %d",
	    (long long)version, SCHEMA_VERSION);
	if (version < SCHEMA_VERSION)
		return err_detail(err, "Run \"make migrate\" first.");
	return err_detail(err, "Install the release that made the schema.");
}

void
schema_explain(struct err *err)
{
	if (strcmp(err->sqlstate, "3F000") != 0 &&
	    strcmp(err->sqlstate, "42P01") != 0 &&
	    strcmp(err->sqlstate, "42703") != 0)
		return;
	err_set(err, ERR_CONFIG,
	    "the database has no proof-of-play schema, or an old one");
	err_detail(err, "Run \"make migrate\" first.");
}

int
schema_check(struct db *db, struct err *err)
{
	struct db_rows rows;
	int rc;

	if (db_query(db, &sql_schema_version, 0, NULL, &rows, err) != 0) {
		schema_explain(err);
		return -1;
	}
	rc =
	    db_rows_count(&rows) == 1
		? schema_check_version(db_int64(&rows, 0, 0), err)
		: err_set(err, ERR_CONFIG, "pop.schema_version is not one row");
	db_rows_release(&rows);
	return rc;
}
