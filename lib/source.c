#include "lib/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/copy_reader.h"
#include "queries.h"

#define ARRAY_LIMIT (64u << 20) /* bytes of a uuid[] parameter */

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
			return err_memory(err);
		entry->store_id = home.store_id;
	}
	return got;
}

/* The keys of a map of UUIDs as a PostgreSQL array literal. */
static int
uuid_array(const struct map *map, struct buf *text, struct err *err)
{
	buf_puts(text, "{");
	for (uint32_t i = 0; i < map->count; i++) {
		char uuid[UUID_TEXT_SIZE];

		if (i > 0)
			buf_puts(text, ",");
		buf_puts(text, uuid_format(map_at(map, i), uuid));
	}
	buf_puts(text, "}");
	return buf_failed(text) ? err_memory(err) : 0;
}

static int
take_campaigns(
    const struct db_rows *rows, struct campaigns *campaigns, struct err *err)
{
	enum {
		ID,
		ADVERTISER,
		NAME,
		IN_FLIGHT
	};
	size_t count = db_rows_count(rows);

	campaigns->items = calloc(count + 1, sizeof(*campaigns->items));
	if (!campaigns->items)
		return err_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct campaign *campaign = &campaigns->items[i];

		campaign->has_advertiser = !db_is_null(rows, i, ADVERTISER);
		if (uuid_parse(db_text(rows, i, ID), &campaign->id) != 0 ||
		    (campaign->has_advertiser &&
			uuid_parse(db_text(rows, i, ADVERTISER),
			    &campaign->advertiser_id) != 0))
			return err_set(err, ERR_CONFIG,
			    "pop.source_campaign has an id that is no UUID");
		campaign->in_flight = db_bool(rows, i, IN_FLIGHT);
		campaign->name = strdup(db_text(rows, i, NAME));
		if (!campaign->name)
			return err_memory(err);
		campaigns->count = i + 1;
	}
	return 0;
}

int
source_campaigns(struct db *db, const struct rollup *rollup,
    struct campaigns *campaigns, struct err *err)
{
	char date[DATE_TEXT_SIZE];
	const char *params[2] = {date_format(rollup->day->date, date), NULL};
	struct db_rows rows = {NULL};
	struct buf array;
	int rc = -1;

	memset(campaigns, 0, sizeof(*campaigns));
	buf_init(&array, ARRAY_LIMIT);
	if (uuid_array(&rollup->campaigns, &array, err) != 0)
		goto out;
	params[1] = array.data;
	if (db_query(db, &sql_source_campaigns, 2, params, &rows, err) != 0)
		goto out;
	rc = take_campaigns(&rows, campaigns, err);
out:
	if (rc != 0)
		campaigns_release(campaigns);
	db_rows_release(&rows);
	buf_release(&array);
	return rc;
}

static int
take_stores(const struct db_rows *rows, struct map *stores, struct err *err)
{
	enum {
		ID,
		NAME,
		REGION
	};

	for (size_t i = 0; i < db_rows_count(rows); i++) {
		struct uuid id;
		struct store *store;
		bool added;

		if (uuid_parse(db_text(rows, i, ID), &id) != 0)
			return err_set(err, ERR_CONFIG,
			    "pop.source_store has an id that is no UUID");
		store = map_put(stores, &id, &added);
		if (!store)
			return err_memory(err);
		if (!added)
			return err_set(err, ERR_DATA,
			    "pop.source_store has store %s twice",
			    db_text(rows, i, ID));
		store->name = strdup(db_text(rows, i, NAME));
		if (!store->name)
			return err_memory(err);
		if (db_is_null(rows, i, REGION))
			continue;
		store->region = strdup(db_text(rows, i, REGION));
		if (!store->region)
			return err_memory(err);
	}
	return 0;
}

int
source_stores(struct db *db, const struct rollup *rollup, struct map *stores,
    struct err *err)
{
	const char *params[1];
	struct db_rows rows = {NULL};
	struct buf array;
	int rc = -1;

	buf_init(&array, ARRAY_LIMIT);
	if (uuid_array(&rollup->stores, &array, err) != 0)
		goto out;
	params[0] = array.data;
	if (db_query(db, &sql_source_stores, 1, params, &rows, err) != 0)
		goto out;
	rc = take_stores(&rows, stores, err);
out:
	db_rows_release(&rows);
	buf_release(&array);
	return rc;
}
