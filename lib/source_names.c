/*
 * Names and flights: what is asked for once the plays are known.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/db_each.h"
#include "lib/memory.h"
#include "lib/source.h"
#include "queries.h"

#define ASK_FOR 4096 /* ids at once */
#define ARRAY_LIMIT (ASK_FOR * (UUID_TEXT_SIZE + 1) + 2)

/* Some keys of a map of UUIDs, from one on, as a PostgreSQL array literal. */
static int
uuid_array(
    const struct map *map, uint32_t from, struct buf *text, struct err *err)
{
	buf_clear(text);
	buf_puts(text, "{");
	for (uint32_t i = from; i < map->count && i - from < ASK_FOR; i++) {
		char uuid[UUID_TEXT_SIZE];

		if (i > from)
			buf_puts(text, ",");
		buf_puts(text, uuid_format(map_at(map, i), uuid));
	}
	buf_puts(text, "}");
	return buf_failed(text) ? err_memory(err) : 0;
}

/* Room for one more. */
static int
grow(struct campaigns *campaigns, struct err *err)
{
	size_t capacity = campaigns->capacity ? campaigns->capacity * 2 : 64;
	struct campaign *items;

	if (campaigns->count < campaigns->capacity)
		return 0;
	if (memory_take(&campaigns->memory,
		(capacity - campaigns->capacity) * sizeof(*items), err) != 0)
		return -1;
	items = realloc(campaigns->items, capacity * sizeof(*items));
	if (!items)
		return err_memory(err);
	campaigns->items = items;
	campaigns->capacity = capacity;
	return 0;
}

static int
take_campaign(void *arg, const struct db_rows *row, struct err *err)
{
	enum {
		ID,
		ADVERTISER,
		NAME,
		IN_FLIGHT
	};
	struct campaigns *campaigns = arg;
	const char *name = db_text(row, 0, NAME);
	struct campaign campaign;

	memset(&campaign, 0, sizeof(campaign));
	campaign.has_advertiser = !db_is_null(row, 0, ADVERTISER);
	campaign.in_flight = db_bool(row, 0, IN_FLIGHT);
	if (uuid_parse(db_text(row, 0, ID), &campaign.id) != 0 ||
	    (campaign.has_advertiser && uuid_parse(db_text(row, 0, ADVERTISER),
					    &campaign.advertiser_id) != 0))
		return err_set(err, ERR_CONFIG,
		    "pop.source_campaign has an id that is no UUID");
	if (grow(campaigns, err) != 0 ||
	    memory_take(&campaigns->memory, memory_of_text(name), err) != 0)
		return -1;
	campaign.name = strdup(name);
	if (!campaign.name)
		return err_memory(err);
	campaigns->items[campaigns->count++] = campaign;
	return 0;
}

/* Those in flight; then, some at a time, those that played out of flight. */
static int
ask_campaigns(struct db *db, const struct rollup *rollup,
    struct campaigns *campaigns, struct buf *array, struct err *err)
{
	const struct db_sink sink = {take_campaign, campaigns};
	char date[DATE_TEXT_SIZE];
	const char *params[] = {
	    date_format(rollup->day->date, date), "{}", "true"};

	if (db_each(db, &sql_source_campaigns, 3, params, &sink, err) != 0)
		return -1;
	params[2] = "false";
	for (uint32_t i = 0; i < rollup->campaigns.count; i += ASK_FOR) {
		if (uuid_array(&rollup->campaigns, i, array, err) != 0)
			return -1;
		params[1] = array->data;
		if (db_each(db, &sql_source_campaigns, 3, params, &sink, err) !=
		    0)
			return -1;
	}
	return 0;
}

static int
compare_campaigns(const void *left, const void *right)
{
	const struct campaign *a = left, *b = right;

	return uuid_compare(&a->id, &b->id);
}

/* Sorting takes two pointers each for a while. */
static int
sort(struct campaigns *campaigns, struct err *err)
{
	struct memory aside = {campaigns->memory.budget, 0};

	if (memory_take(&aside, campaigns->count * 2 * sizeof(void *), err) !=
	    0)
		return -1;
	if (campaigns->count > 0)
		qsort(campaigns->items, campaigns->count,
		    sizeof(*campaigns->items), compare_campaigns);
	memory_give(&aside);
	return 0;
}

int
source_campaigns(struct db *db, const struct rollup *rollup,
    struct campaigns *campaigns, struct err *err)
{
	struct buf array;
	int rc;

	memset(campaigns, 0, sizeof(*campaigns));
	campaigns->memory.budget = rollup->campaigns.budget;
	buf_init(&array, ARRAY_LIMIT);
	rc = ask_campaigns(db, rollup, campaigns, &array, err);
	if (rc == 0)
		rc = sort(campaigns, err);
	buf_release(&array);
	if (rc != 0)
		campaigns_release(campaigns);
	return rc;
}

/* A copy that stores_release gives back to the budget. */
static int
copy_text(
    struct map_budget *budget, const char *text, char **copy, struct err *err)
{
	if (!map_budget_take(budget, memory_of_text(text)))
		return memory_exhausted(budget, err);
	*copy = strdup(text);
	return *copy ? 0 : err_memory(err);
}

static int
take_store(void *arg, const struct db_rows *row, struct err *err)
{
	enum {
		ID,
		NAME,
		REGION
	};
	struct map *stores = arg;
	struct uuid id;
	struct store *store;
	bool added;

	if (uuid_parse(db_text(row, 0, ID), &id) != 0)
		return err_set(err, ERR_CONFIG,
		    "pop.source_store has an id that is no UUID");
	store = map_put(stores, &id, &added);
	if (!store)
		return memory_exhausted(stores->budget, err);
	if (!added)
		return err_set(err, ERR_DATA,
		    "pop.source_store has store %s twice", db_text(row, 0, ID));
	if (copy_text(
		stores->budget, db_text(row, 0, NAME), &store->name, err) != 0)
		return -1;
	return db_is_null(row, 0, REGION)
		   ? 0
		   : copy_text(stores->budget, db_text(row, 0, REGION),
			 &store->region, err);
}

int
source_stores(struct db *db, const struct rollup *rollup, struct map *stores,
    struct err *err)
{
	const struct db_sink sink = {take_store, stores};
	struct buf array;
	int rc = 0;

	buf_init(&array, ARRAY_LIMIT);
	for (uint32_t i = 0; rc == 0 && i < rollup->stores.count;
	     i += ASK_FOR) {
		rc = uuid_array(&rollup->stores, i, &array, err);
		if (rc == 0)
			rc = db_each(db, &sql_source_stores, 1,
			    (const char *const[]){array.data}, &sink, err);
	}
	buf_release(&array);
	return rc;
}
