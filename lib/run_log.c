#include "lib/run_log.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "queries.h"

#define NUMBER_SIZE 32

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
	const struct ledger *ledger = entry->ledger;
	char numbers[N][NUMBER_SIZE];
	char date[DATE_TEXT_SIZE], host[256], user[256];
	const int64_t counts[] = {ledger ? ledger->plays_read : 0,
	    ledger ? ledger->counted : 0, ledger ? ledger->excluded : 0,
	    ledger ? ledger->orphans : 0, ledger ? (int64_t)ledger->count : 0};
	const char *const params[] = {numbers[SECONDS], POP_VERSION, host, user,
	    date_format(entry->date, date),
	    entry->policy_id ? numbers[POLICY] : NULL,
	    ledger ? numbers[READ] : NULL, ledger ? numbers[COUNTED] : NULL,
	    ledger ? numbers[EXCLUDED] : NULL, ledger ? numbers[ORPHANS] : NULL,
	    ledger ? numbers[RECORDS] : NULL, entry->outcome, entry->error};
	struct db_rows rows;

	host_and_user(host, user);
	snprintf(numbers[SECONDS], NUMBER_SIZE, "%.6f", entry->seconds);
	snprintf(numbers[POLICY], NUMBER_SIZE, "%" PRId64, entry->policy_id);
	for (int i = 0; i < N - READ; i++)
		snprintf(numbers[READ + i], NUMBER_SIZE, "%" PRId64, counts[i]);
	if (db_query(db, &sql_run_insert, 13, params, &rows, err) != 0)
		return -1;
	db_rows_release(&rows);
	return 0;
}
