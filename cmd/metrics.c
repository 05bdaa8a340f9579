#include "cmd/metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"

#define FILE_LIMIT (4u << 20)
#define LAST_SUCCESS "pop_last_success_timestamp_seconds"
#define PENDING "pop_days_pending"

void
metrics_release(struct metrics *metrics)
{
	named_counts_release(&metrics->exclusions);
}

int
metrics_add(struct metrics *metrics, const struct aggregate_result *result,
    struct err *err)
{
	const struct ledger *ledger = &result->ledger;

	if (result->outcome != AGGREGATE_SEALED)
		return 0;
	metrics->days_sealed++;
	metrics->plays_read += ledger->plays_read;
	metrics->orphans += ledger->orphans;
	metrics->records += (int64_t)ledger->count;
	for (size_t i = 0; i < ledger->exclusions.count; i++) {
		if (named_counts_add(&metrics->exclusions,
			ledger->exclusions.items[i].name,
			ledger->exclusions.items[i].count) != 0)
			return err_memory(err);
	}
	return 0;
}

/* Finds a value of the file that is there. */
static bool
old_value(const char *path, const char *name, int64_t *value)
{
	const size_t length = strlen(name);
	FILE *file = fopen(path, "r");
	char line[256];
	bool found = false;

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, length) != 0 || line[length] != ' ')
			continue;
		*value = strtoll(line + length, NULL, 10);
		found = true;
	}
	if (file)
		fclose(file);
	return found;
}

static void
put_help(struct buf *text, const char *name, const char *help)
{
	buf_printf(text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void
put(struct buf *text, const char *name, const char *help, int64_t value)
{
	put_help(text, name, help);
	buf_printf(text, "%s %" PRId64 "\n", name, value);
}

/* A label value escapes backslash, quote and newline. */
static void
put_label(struct buf *text, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			buf_puts(text, "\\n");
		else if (*value == '\\' || *value == '"')
			buf_printf(text, "\\%c", *value);
		else
			buf_append(text, value, 1);
	}
}

static void
put_exclusions(struct buf *text, const struct named_counts *exclusions)
{
	put_help(text, "pop_run_plays_excluded",
	    "Plays the last run excluded, by reason.");
	for (size_t i = 0; i < exclusions->count; i++) {
		buf_puts(text, "pop_run_plays_excluded{reason=\"");
		put_label(text, exclusions->items[i].name);
		buf_printf(
		    text, "\"} %" PRId64 "\n", exclusions->items[i].count);
	}
}

/* What this run does not know is as the last one knew it, or is left out. */
static void
put_kept(struct buf *text, const struct metrics *metrics, const char *path)
{
	int64_t success = metrics->finished_at;
	int64_t pending = metrics->days_pending;

	if (!metrics->succeeded && !old_value(path, LAST_SUCCESS, &success))
		success = 0; /* never, which is long ago */
	put(text, LAST_SUCCESS, "When a run last ended well.", success);
	if (metrics->pending_known || old_value(path, PENDING, &pending))
		put(text, PENDING, "Closed days after the last sealed one.",
		    pending);
}

static void
put_all(struct buf *text, const struct metrics *metrics, const char *path)
{
	put_kept(text, metrics, path);
	put(text, "pop_last_run_timestamp_seconds", "When a run last ended.",
	    metrics->finished_at);
	put_help(
	    text, "pop_run_duration_seconds", "How long the last run took.");
	buf_printf(text, "pop_run_duration_seconds %.3f\n", metrics->seconds);
	put(text, "pop_run_success", "Whether the last run ended well.",
	    metrics->succeeded);
	put(text, "pop_run_days_sealed", "Days the last run sealed.",
	    metrics->days_sealed);
	put(text, "pop_run_plays_read", "Plays the last run read.",
	    metrics->plays_read);
	put(text, "pop_run_orphan_plays",
	    "Plays the last run met whose campaign is unknown.",
	    metrics->orphans);
	put(text, "pop_run_records", "Records the last run wrote.",
	    metrics->records);
	put(text, "pop_run_corrections", "Corrections the last run wrote.",
	    metrics->corrections);
	put_exclusions(text, &metrics->exclusions);
}

static int
write_file(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "w");
	int rc = -1;

	if (!file)
		return -1;
	if (fwrite(text->data, 1, text->length, file) == text->length &&
	    fflush(file) == 0 && fsync(fileno(file)) == 0)
		rc = 0;
	if (fclose(file) != 0)
		rc = -1;
	return rc;
}

/*
 * Beside the file, under a name the collector ignores, then renamed.  The name
 * is always the same, so what a killed run left is replaced by the next.
 */
static int
replace_file(const char *path, const struct buf *text, struct err *err)
{
	char temporary[4096];
	int length = snprintf(temporary, sizeof(temporary), "%s.tmp", path);

	if (length < 0 || (size_t)length >= sizeof(temporary))
		return err_set(
		    err, ERR_CONFIG, "--metrics-file has too long a path");
	if (write_file(temporary, text) == 0 && rename(temporary, path) == 0)
		return 0;
	err_set(err, ERR_CONFIG, "could not write metrics to \"%s\": %s", path,
	    strerror(errno));
	(void)unlink(temporary);
	return -1;
}

int
metrics_write(const struct metrics *metrics, const char *path, struct err *err)
{
	struct buf text;
	int rc;

	buf_init(&text, FILE_LIMIT);
	put_all(&text, metrics, path);
	rc = buf_failed(&text) ? err_memory(err)
			       : replace_file(path, &text, err);
	buf_release(&text);
	return rc;
}
