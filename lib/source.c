#include "lib/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/copy_reader.h"
#include "lib/memory.h"
#include "queries.h"

static int
take_policy(const struct db_rows *rows, struct policy *policy,
    struct date *today, struct err *err)
{
	enum {
		ID,
		ZONE,
		MAX_DURATION,
		SKEW,
		DEDUPE,
		LOOKBACK,
		STATUS,
		TODAY
	};
	size_t count = db_rows_count(rows);

	if (count == 0)
		return err_set(err, ERR_CONFIG,
		    "pop.policy has no row, or one that counts no status");
	policy->id = db_int64(rows, 0, ID);
	snprintf(policy->time_zone, sizeof(policy->time_zone), "%s",
	    db_text(rows, 0, ZONE));
	policy->max_duration_seconds = (int32_t)db_int64(rows, 0, MAX_DURATION);
	policy->clock_skew_seconds = (int32_t)db_int64(rows, 0, SKEW);
	policy->dedupe = db_bool(rows, 0, DEDUPE);
	policy->lookback_days = (int32_t)db_int64(rows, 0, LOOKBACK);
	for (size_t i = 0; i < count; i++) {
		if (policy_add_status(policy, db_text(rows, i, STATUS)) != 0)
			return err_set(err, ERR_CONFIG,
			    "the policy counts more than %d statuses",
			    POLICY_MAX_STATUSES);
	}
	if (date_parse(db_text(rows, 0, TODAY), today) != 0)
		return err_set(
		    err, ERR_INTERNAL, "the database gave an impossible date");
	return 0;
}

static int
query_policy(struct db *db, const struct sql *sql, int nparams,
    const char *const *params, struct policy *policy, struct date *today,
    struct err *err)
{
	struct db_rows rows;
	int rc;

	memset(policy, 0, sizeof(*policy));
	if (db_query(db, sql, nparams, params, &rows, err) != 0) {
		if (strcmp(err->sqlstate, "22023") == 0)
			err->kind = ERR_USAGE; /* it names the time zone */
		return -1;
	}
	rc = take_policy(&rows, policy, today, err);
	db_rows_release(&rows);
	if (rc != 0)
		policy_release(policy);
	return rc;
}

int
source_policy(
    struct db *db, struct policy *policy, struct date *today, struct err *err)
{
	return query_policy(
	    db, &sql_policy_newest, 0, NULL, policy, today, err);
}

int
source_policy_by_id(struct db *db, int64_t id, struct policy *policy,
    struct date *today, struct err *err)
{
	char text[32];
	const char *const params[] = {text};

	snprintf(text, sizeof(text), "%" PRId64, id);
	return query_policy(
	    db, &sql_policy_by_id, 1, params, policy, today, err);
}

static int
take_hours(
    const struct db_rows *rows, struct day *day, int64_t *now, struct err *err)
{
	enum {
		HOUR,
		STARTS,
		ENDS,
		EXACT,
		NOW
	};
	char text[DATE_TEXT_SIZE];

	if (db_rows_count(rows) == 0)
		return err_set(err, ERR_NO_DAY,
		    "there was no %s in time zone \"%s\"",
		    date_format(day->date, text), day->time_zone);
	for (size_t i = 0; i < db_rows_count(rows); i++) {
		const struct day_hour hour = {
		    .hour = (int)db_int64(rows, i, HOUR),
		    .start = db_int64(rows, i, STARTS),
		    .end = db_int64(rows, i, ENDS)};

		if (day_add_hour(day, &hour, db_bool(rows, i, EXACT), err) != 0)
			return -1;
	}
	*now = db_int64(rows, 0, NOW);
	return 0;
}

int
source_day(struct db *db, struct date date, const char *time_zone,
    struct day *day, int64_t *now, struct err *err)
{
	char text[DATE_TEXT_SIZE];
	const char *const params[] = {date_format(date, text), time_zone};
	struct db_rows rows;
	int rc;

	memset(day, 0, sizeof(*day));
	day->date = date;
	snprintf(day->time_zone, sizeof(day->time_zone), "%s", time_zone);
	if (db_query(db, &sql_day_hours, 2, params, &rows, err) != 0) {
		if (strcmp(err->sqlstate, "22023") == 0)
			err_set(err, ERR_USAGE,
			    "the database does not know the time zone \"%s\"",
			    time_zone);
		return -1;
	}
	rc = take_hours(&rows, day, now, err);
	db_rows_release(&rows);
	return rc;
}

int
source_homes(struct db *db, struct map *homes, struct err *err)
{
	struct copy_reader reader;
	struct copy_row row;
	int got;

	if (db_copy_out(db, &sql_source_homes, 0, NULL, err) != 0)
		return -1;
	copy_reader_init(&reader, db);
	while ((got = copy_reader_next(&reader, 2, &row, err)) > 0) {
		struct rollup_home home, *entry;
		bool has_device, has_store, added;

		if (copy_uuid(&row.fields[0], &has_device, &home.device_id) !=
			0 ||
		    copy_uuid(&row.fields[1], &has_store, &home.store_id) != 0)
			return err_set(err, ERR_CONFIG,
			    "pop.source_device has columns of the wrong type");
		if (!has_device)
			continue;
		entry = map_put(homes, &home.device_id, &added);
		if (!entry)
			return memory_exhausted(homes->budget, err);
		entry->store_id = home.store_id;
	}
	return got;
}
