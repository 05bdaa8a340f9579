#include "lib/history.h"

#include <inttypes.h>
#include <string.h>

struct day_key {
	int32_t days;
};

struct record_key {
	struct uuid campaign;
	int32_t days;
};

/* An entry of `newest`. */
struct newest {
	struct record_key key;
	struct merkle_node leaf;
	int32_t revision;
};

void
history_init(struct history *history)
{
	memset(history, 0, sizeof(*history));
	map_init(&history->newest, sizeof(struct record_key),
	    sizeof(struct newest), NULL);
	map_init(&history->days, sizeof(struct day_key), sizeof(struct day_key),
	    NULL);
}

void
history_release(struct history *history)
{
	map_release(&history->newest);
	map_release(&history->days);
	memset(history, 0, sizeof(*history));
}

int
history_seal(struct history *history, const struct seal *seal, struct err *err)
{
	struct day_key key = {seal->date.days};
	char date[DATE_TEXT_SIZE];
	bool added;

	history->seal = *seal;
	history->has_before = false;
	if (seal->kind == SEAL_CORRECTION)
		return 0;
	if (!map_put(&history->days, &key, &added))
		return err_memory(err);
	if (added)
		return 0;
	return err_set(err, ERR_DATA, "day %s is sealed twice",
	    date_format(seal->date, date));
}

static int
refuse(const struct record *record, const char *words, struct err *err)
{
	char campaign[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];

	return err_set(err, ERR_DATA, "record of campaign %s on %s %s",
	    uuid_format(&record->campaign_id, campaign),
	    date_format(record->date, date), words);
}

/* Within a seal: by date, campaign, revision. */
static int
compare_to_before(const struct history *history, const struct record *record,
    const struct correction *correction)
{
	int order = date_compare(record->date, history->date);

	if (order == 0)
		order = uuid_compare(&record->campaign_id, &history->campaign);
	if (order == 0)
		order = (correction->revision > history->revision) -
			(correction->revision < history->revision);
	return order;
}

static int
check_place(struct history *history, const struct record *record,
    const struct correction *correction, struct err *err)
{
	struct day_key day = {record->date.days};

	if ((correction->revision > 0) !=
	    (history->seal.kind == SEAL_CORRECTION))
		return refuse(record, "is in a seal of the other kind", err);
	if (history->has_before &&
	    compare_to_before(history, record, correction) <= 0)
		return refuse(record, "is out of order in its seal", err);
	if (history->seal.kind == SEAL_DAY &&
	    date_compare(record->date, history->seal.date) != 0)
		return refuse(record, "is in the seal of another day", err);
	if (history->seal.kind == SEAL_DAY &&
	    strcmp(record->time_zone, history->seal.zone) != 0)
		return refuse(record, "has another zone than its seal", err);
	if (!map_get(&history->days, &day))
		return refuse(record, "corrects a day without a seal", err);
	history->has_before = true;
	history->campaign = record->campaign_id;
	history->date = record->date;
	history->revision = correction->revision;
	return 0;
}

static int
check_link(const struct history *history, const struct newest *newest,
    const struct record *record, const struct correction *correction,
    struct err *err)
{
	static const uint8_t zeros[HASH_SIZE];

	if (correction->revision > INT32_MAX)
		return refuse(record, "has too many corrections", err);
	if (correction->revision == 0)
		return newest ? refuse(record, "is sealed twice", err) : 0;
	if (history->partial &&
	    (!newest || correction->revision > newest->revision + 1))
		return 0;
	if (correction->revision != (newest ? newest->revision + 1 : 1))
		return refuse(record, "is corrected out of turn", err);
	if (memcmp(correction->supersedes, newest ? newest->leaf.hash : zeros,
		HASH_SIZE) != 0)
		return refuse(
		    record, "does not supersede what stands before it", err);
	return 0;
}

int
history_record(struct history *history, const struct record *record,
    const struct correction *correction, const struct merkle_node *leaf,
    struct err *err)
{
	struct record_key key = {record->campaign_id, record->date.days};
	struct newest *newest = map_get(&history->newest, &key);
	bool added;

	if (check_place(history, record, correction, err) < 0 ||
	    check_link(history, newest, record, correction, err) < 0)
		return -1;
	newest = map_put(&history->newest, &key, &added);
	if (!newest)
		return err_memory(err);
	newest->leaf = *leaf;
	newest->revision = (int32_t)correction->revision;
	return 0;
}
