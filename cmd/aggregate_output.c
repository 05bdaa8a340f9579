#include "cmd/aggregate_output.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/chain.h"
#include "lib/log.h"

#define WARNINGS_LIMIT 4096

static void
print_record(const struct record *record)
{
	char id[UUID_TEXT_SIZE];

	printf("%s %10" PRId64 " %11" PRId64 " %8" PRId64 " %7" PRId64
	       " %11" PRId64 "  %s%s\n",
	    uuid_format(&record->campaign_id, id), record->plays_received,
	    record->total_impressions, record->unique_devices,
	    record->unique_stores, record->total_duration_seconds,
	    record->campaign_name,
	    record->outside_flight ? " (outside flight)" : "");
	for (size_t i = 0; i < record->exclusions.count; i++)
		printf("%36s %10" PRId64 " excluded: %s\n", "",
		    record->exclusions.items[i].count,
		    record->exclusions.items[i].name);
}

void
output_dry_run(
    const struct aggregate_result *result, const struct uuid *campaign)
{
	const struct ledger *ledger = &result->ledger;
	char date[DATE_TEXT_SIZE];

	printf("%s, time zone %s: %zu records would be written\n",
	    date_format(result->date, date), result->day.time_zone,
	    ledger->count);
	printf("%-36s %10s %11s %8s %7s %11s  %s\n", "campaign_id", "received",
	    "impressions", "devices", "stores", "seconds", "campaign");
	for (size_t i = 0; i < ledger->count; i++) {
		const struct record *record = &ledger->records[i];

		if (!campaign ||
		    uuid_compare(&record->campaign_id, campaign) == 0)
			print_record(record);
	}
	printf("%" PRId64 " plays read, %" PRId64 " counted, %" PRId64
	       " excluded, %" PRId64 " without a campaign\n",
	    ledger->plays_read, ledger->counted, ledger->excluded,
	    ledger->orphans);
}

/* Counts pass as raw text: cJSON's own numbers are doubles. */
static void
add_count(cJSON *object, const char *name, int64_t count)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, count);
	cJSON_AddRawToObject(object, name, text);
}

/* Why what was printed could not be written, the first time. */
static int output_errno;

/* A full disk does not keep a day from being sealed. */
static void
flush(void)
{
	errno = 0;
	if (fflush(stdout) != 0 && output_errno == 0)
		output_errno = errno;
}

int
output_finish(struct err *err)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return 0;
	if (output_errno == 0)
		output_errno = errno;
	return err_set(err, ERR_BUSY, "could not write to standard output%s%s",
	    output_errno != 0 ? ": " : "",
	    output_errno != 0 ? strerror(output_errno) : "");
}

/* Prints an object as a line, at once and whole, and deletes it. */
static int
print_line(cJSON *object, struct err *err)
{
	char *text = object ? cJSON_PrintUnformatted(object) : NULL;

	cJSON_Delete(object);
	if (!text)
		return err_memory(err);
	puts(text);
	flush();
	free(text);
	return 0;
}

/* One warning a line. */
static void
collect_warnings(const struct aggregate_result *result, struct buf *text)
{
	const struct ledger *ledger = &result->ledger;
	char date[DATE_TEXT_SIZE], id[UUID_TEXT_SIZE];

	date_format(result->date, date);
	if (ledger->orphans > 0)
		buf_printf(text,
		    "%s: %" PRId64 " plays belong to campaigns that "
		    "pop.source_campaign does not have, campaign %s the most; "
		    "they are in no record\n",
		    date, ledger->orphans,
		    uuid_format(&ledger->orphan_campaign, id));
	if (ledger->overfull_devices > 0)
		buf_printf(text,
		    "%s: %" PRId64 " devices counted more seconds than the "
		    "day has, device %s the most\n",
		    date, ledger->overfull_devices,
		    uuid_format(&ledger->overfull_device, id));
	if (result->fell)
		buf_printf(text,
		    "%s: %" PRId64 " plays, less than half of the %" PRId64
		    " a week earlier\n",
		    date, ledger->counted + ledger->excluded,
		    result->plays_week_earlier);
}

/* Calls back with each line of the warnings. */
static void
each_warning(const struct aggregate_result *result,
    void (*take)(void *arg, const char *warning), void *arg)
{
	struct buf text;
	char *line;

	buf_init(&text, WARNINGS_LIMIT);
	collect_warnings(result, &text);
	line = text.data;
	while (line && *line != '\0') {
		char *end = line;

		while (*end != '\n')
			end++;
		*end = '\0';
		take(arg, line);
		line = end + 1;
	}
	buf_release(&text);
}

static void
log_one(void *arg, const char *warning)
{
	(void)arg;
	log_info("warning: %s", warning);
}

void
output_warnings(const struct aggregate_result *result)
{
	each_warning(result, log_one, NULL);
}

static void
add_one(void *arg, const char *warning)
{
	cJSON_AddItemToArray(arg, cJSON_CreateString(warning));
}

static void
add_exclusions(cJSON *object, const struct named_counts *counts)
{
	cJSON *excluded = cJSON_AddObjectToObject(object, "plays_excluded");

	for (size_t i = 0; i < counts->count; i++)
		add_count(
		    excluded, counts->items[i].name, counts->items[i].count);
}

int
output_day_json(const struct aggregate_result *result, struct err *err)
{
	static const char *const outcomes[] = {
	    [AGGREGATE_SEALED] = "sealed",
	    [AGGREGATE_UNCHANGED] = "unchanged",
	    [AGGREGATE_COMPUTED] = "computed",
	};
	const struct ledger *ledger = &result->ledger;
	cJSON *object = cJSON_CreateObject();
	char date[DATE_TEXT_SIZE], seconds[32];

	cJSON_AddStringToObject(
	    object, "date", date_format(result->date, date));
	cJSON_AddStringToObject(object, "outcome", outcomes[result->outcome]);
	cJSON_AddStringToObject(object, "time_zone", result->day.time_zone);
	if (result->outcome != AGGREGATE_UNCHANGED) {
		add_count(object, "policy_id", result->policy_id);
		add_count(object, "records", (int64_t)ledger->count);
		add_count(object, "plays_read", ledger->plays_read);
		add_count(object, "plays_counted", ledger->counted);
		add_exclusions(object, &ledger->exclusions);
		add_count(object, "orphan_plays", ledger->orphans);
		each_warning(result, add_one,
		    cJSON_AddArrayToObject(object, "warnings"));
	}
	snprintf(seconds, sizeof(seconds), "%.3f", result->seconds);
	cJSON_AddRawToObject(object, "seconds", seconds);
	return print_line(object, err);
}

int
output_failed_json(struct date date, bool looking_back,
    const struct err *failure, struct err *err)
{
	cJSON *object = cJSON_CreateObject();
	char text[DATE_TEXT_SIZE];

	cJSON_AddStringToObject(object, "date", date_format(date, text));
	cJSON_AddStringToObject(object, "outcome", "failed");
	if (looking_back)
		cJSON_AddTrueToObject(object, "looking_back");
	cJSON_AddStringToObject(object, "error", failure->message);
	return print_line(object, err);
}

void
output_status(const struct day_status *days, size_t count)
{
	size_t missing = 0;

	printf("%-10s  %-7s  %8s  %13s  %13s  %9s  %s\n", "date", "state",
	    "records", "plays", "impressions", "corrected", "sealed at");
	for (size_t i = 0; i < count; i++) {
		const struct day_status *day = &days[i];
		char date[DATE_TEXT_SIZE];

		date_format(day->date, date);
		if (day->sealed) {
			printf("%-10s  %-7s  %8" PRId64 "  %13" PRId64
			       "  %13" PRId64 "  %9" PRId64 "  %s\n",
			    date, "sealed", day->records, day->plays_received,
			    day->impressions, day->corrected, day->sealed_at);
		} else {
			printf("%-10s  missing\n", date);
			missing++;
		}
	}
	printf("%zu day%s, %zu sealed, %zu missing\n", count,
	    count == 1 ? "" : "s", count - missing, missing);
}

int
output_status_json(const struct day_status *days, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct day_status *day = &days[i];
		cJSON *object = cJSON_CreateObject();
		char date[DATE_TEXT_SIZE];

		cJSON_AddStringToObject(
		    object, "date", date_format(day->date, date));
		cJSON_AddStringToObject(
		    object, "state", day->sealed ? "sealed" : "missing");
		if (day->sealed) {
			add_count(object, "records", day->records);
			add_count(
			    object, "plays_received", day->plays_received);
			add_count(object, "impressions", day->impressions);
			add_count(object, "corrected", day->corrected);
			cJSON_AddStringToObject(
			    object, "sealed_at", day->sealed_at);
		}
		if (print_line(object, err) != 0)
			return -1;
	}
	return 0;
}

static int
print_seal(void *arg, const struct chain_link *link, struct err *err)
{
	const bool *json = arg;
	const struct seal *seal = &link->seal;
	char hash[HASH_HEX_SIZE], date[DATE_TEXT_SIZE];
	cJSON *object;

	hash_format(link->hash, hash);
	date_format(seal->date, date);
	if (!*json) {
		printf("%06" PRId64 " %s %-10s %s %" PRId64 " records\n",
		    seal->seq, hash, seal_kind_name(seal->kind), date,
		    seal->records);
		return 0;
	}
	object = cJSON_CreateObject();
	add_count(object, "seq", seal->seq);
	cJSON_AddStringToObject(object, "sha256", hash);
	cJSON_AddStringToObject(object, "kind", seal_kind_name(seal->kind));
	cJSON_AddStringToObject(object, "date", date);
	add_count(object, "records", seal->records);
	cJSON_AddStringToObject(object, "seal", link->text);
	return print_line(object, err);
}

int
output_seals(struct db *db, bool json, struct err *err)
{
	return chain_each(db, print_seal, &json, err);
}

int
output_recovered_json(const struct recovered *recovered, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "outcome", "recovered");
	add_count(object, "seals", (int64_t)recovered->seals);
	add_count(object, "there", (int64_t)recovered->there);
	return print_line(object, err);
}

int
output_corrections_json(
    const struct aggregate_corrections *result, struct err *err)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "outcome", "looked_back");
	add_count(object, "days", (int64_t)result->days);
	add_count(object, "corrections", (int64_t)result->corrections);
	add_count(object, "kept", (int64_t)result->kept);
	if (result->corrections > 0)
		add_count(object, "seal", result->seal.seq);
	return print_line(object, err);
}
