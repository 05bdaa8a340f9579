#include "lib/run_log.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "queries.h"

#define NUMBER_SIZE 32
#define ERROR_SIZE 1600

static void
host_and_user(char host[256], char user[256])
{
	const struct passwd *entry = getpwuid(geteuid());

	if (gethostname(host, 256) != 0)
		host[0] = '\0';
	host[255] = '\0';
	if (entry)
		snprintf(user, 256, "%s", entry->pw_name);
	else
		snprintf(user, 256, "uid %u", (unsigned)geteuid());
}

struct run_counts
run_counts_of(const struct ledger *ledger)
{
	return (struct run_counts){.plays_read = ledger->plays_read,
	    .counted = ledger->counted,
	    .excluded = ledger->excluded,
	    .orphans = ledger->orphans,
	    .records = (int64_t)ledger->count};
}

const char *
run_outcome_of(const struct err *err)
{
	const bool ours = err->sqlstate[0] == '\0';

	return ours && (err->kind == ERR_BUSY || err->kind == ERR_USAGE)
		   ? "refused"
		   : "failed";
}

/* The length of a whole character of UTF-8, or 0 where there is none. */
static size_t
character(const char *text)
{
	const unsigned char lead = (unsigned char)*text;
	size_t length = lead < 0x80   ? 1
			: lead < 0xc2 ? 0
			: lead < 0xe0 ? 2
			: lead < 0xf0 ? 3
			: lead < 0xf5 ? 4
				      : 0;

	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

/* Message, SQLSTATE and detail, of which one may be cut in a character. */
static void
describe(const struct err *error, char text[ERROR_SIZE])
{
	const bool coded = error->sqlstate[0] != '\0';
	const bool detailed = error->detail[0] != '\0';

	snprintf(text, ERROR_SIZE, "%s%s%s%s%s%s", error->message,
	    coded ? " (SQLSTATE " : "", error->sqlstate, coded ? ")" : "",
	    detailed ? ": " : "", error->detail);
	while (*text != '\0') {
		size_t length = character(text);

		if (length == 0)
			*text = '?';
		text += length ? length : 1;
	}
}

int
run_log_add(struct db *db, const struct run_entry *entry, struct err *err)
{
	enum {
		SECONDS,
		POLICY,
		READ,
		COUNTED,
		EXCLUDED,
		ORPHANS,
		RECORDS,
		N
	};
	const struct run_counts none = {0};
	const struct run_counts *counts = entry->counts;
	const struct run_counts *c = counts ? counts : &none;
	char numbers[N][NUMBER_SIZE];
	char date[DATE_TEXT_SIZE], host[256], user[256], error[ERROR_SIZE];
	const int64_t values[] = {entry->policy_id, c->plays_read, c->counted,
	    c->excluded, c->orphans, c->records};
	const char *const params[] = {numbers[SECONDS], POP_VERSION, host, user,
	    date_format(entry->date, date),
	    entry->policy_id ? numbers[POLICY] : NULL,
	    counts ? numbers[READ] : NULL, counts ? numbers[COUNTED] : NULL,
	    counts ? numbers[EXCLUDED] : NULL, counts ? numbers[ORPHANS] : NULL,
	    counts ? numbers[RECORDS] : NULL, entry->outcome,
	    entry->error ? error : NULL};
	struct db_rows rows;

	host_and_user(host, user);
	if (entry->error)
		describe(entry->error, error);
	snprintf(numbers[SECONDS], NUMBER_SIZE, "%.6f", entry->seconds);
	for (int i = 0; i < N - POLICY; i++)
		snprintf(
		    numbers[POLICY + i], NUMBER_SIZE, "%" PRId64, values[i]);
	if (db_query(db, &sql_run_insert, 13, params, &rows, err) != 0)
		return -1;
	db_rows_release(&rows);
	return 0;
}
