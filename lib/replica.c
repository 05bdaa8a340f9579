#include "lib/replica.h"

#include <string.h>

#include "queries.h"

int
replica_look(struct db *db, struct replica *replica, struct err *err)
{
	enum {
		STANDBY,
		CAUGHT_UP,
		REPLAYED_TO
	};
	struct db_rows rows;

	memset(replica, 0, sizeof(*replica));
	if (db_query(db, &sql_replica, 0, NULL, &rows, err) != 0)
		return -1;
	replica->standby = db_bool(&rows, 0, STANDBY);
	replica->caught_up = db_bool(&rows, 0, CAUGHT_UP);
	replica->has_replayed = !db_is_null(&rows, 0, REPLAYED_TO);
	if (replica->has_replayed)
		replica->replayed_to = db_int64(&rows, 0, REPLAYED_TO);
	db_rows_release(&rows);
	return 0;
}

int
replica_check(const struct replica *replica, int64_t instant, struct err *err)
{
	char needed[INSTANT_TEXT_SIZE], replayed[INSTANT_TEXT_SIZE];

	if (!replica->standby || replica->caught_up ||
	    (replica->has_replayed && replica->replayed_to >= instant))
		return 0;
	err_set(err, ERR_BUSY, "the replica is behind: plays may be missing");
	instant_format(instant, true, needed);
	if (!replica->has_replayed)
		return err_detail(err,
		    "It has replayed no transaction since it was started; all "
		    "until %s are needed.",
		    needed);
	return err_detail(err,
	    "It has replayed what was committed until %s; all until %s is "
	    "needed.",
	    instant_format(replica->replayed_to, true, replayed), needed);
}

int
replica_check_sealed(const struct replica *replica, struct db *records,
    struct date first, struct date last, struct err *err)
{
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	const char *const params[] = {
	    date_format(first, from), date_format(last, to)};
	struct db_rows rows;
	int rc = 0;

	if (!replica->standby)
		return 0;
	if (db_query(records, &sql_last_sealing, 2, params, &rows, err) != 0)
		return -1;
	if (!db_is_null(&rows, 0, 0))
		rc = replica_check(replica, db_int64(&rows, 0, 0), err);
	db_rows_release(&rows);
	return rc;
}
