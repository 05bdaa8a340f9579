#include "tests/fuzz/fake_database.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/database.h"
#include "cgi-bin/params.h"
#include "lib/record_reader.h"
#include "lib/report.h"
#include "queries.h"
#include "tests/fuzz/check.h"

#define HOURS                                                              \
	"{\"00\":1,\"01\":0,\"02\":0,\"03\":0,\"04\":0,\"05\":0,\"06\":0," \
	"\"07\":0,\"08\":0,\"09\":0,\"10\":2,\"11\":0,\"12\":0,\"13\":0,"  \
	"\"14\":0,\"15\":0,\"16\":0,\"17\":0,\"18\":0,\"19\":0,\"20\":0,"  \
	"\"21\":0,\"22\":0,\"23\":1}"
#define STORE "5704e000-0000-4000-8000-000000000001"
#define DEVICE "de71ce00-0000-4000-8000-000000000001"
#define ADVERTISER "aaaaaaaa-0000-4000-8000-000000000001"
#define GEOGRAPHY                                                              \
	"{\"regions\":{\"East\":2,\"=West\":1,\"unassigned\":1},\"stores\":["  \
	"{\"store_id\":\"" STORE "\",\"name\":\"Main, \\\"Street\\\"\","       \
	"\"region\":\"East\",\"impressions\":3},{\"store_id\":null,"           \
	"\"name\":\"unassigned\",\"region\":\"unassigned\",\"impressions\":1}" \
	"]}"
#define DIGEST \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define RECORD(last, date)                                                     \
	"00000000-0000-4000-8000-00000000000" last, FAKE_CAMPAIGN, ADVERTISER, \
	    "Caf\xc3\xa9 \"Z\xc3\xbcrich\" \\ <b>", date, "UTC",               \
	    "1740960000000000", "1741046400000000", "1", "f", "4", "1", "1",   \
	    "40", HOURS, GEOGRAPHY, "5", "{\"duplicate\":1}", DIGEST,          \
	    "1741219200000000"

#define RECORD_COLUMNS (RECORD_READER_COLUMNS + 4) /* at most */
#define ORIGINAL "0", NULL, NULL
#define CORRECTION "1", "late_plays", "=note \"\xc3\xa9\""

#define MAX_ROWS 3

struct fake_database fake_database;

/* A statement and its rows. */
static struct answer {
	const struct sql *sql;
	int nparams, columns, date_column; /* -1: of every range */
	const char *values[MAX_ROWS][RECORD_COLUMNS];
	struct db_rows rows[MAX_ROWS];
} answers[] = {
    {&sql_report_campaign, 1, 7, -1,
	{{"Caf\xc3\xa9 \"Z\xc3\xbcrich\"", "t", "2025-01-01", NULL,
	    "2026-01-01", "UTC", "7"}},
	{{0}}},
    {&sql_report_records, 2, RECORD_READER_COLUMNS + 3, 4,
	{{RECORD("1", "2025-03-03"), ORIGINAL},
	    {RECORD("3", "2025-03-05"), CORRECTION},
	    {RECORD("2", "2025-03-05"), ORIGINAL}},
	{{0}}},
    /* a record that is not sealed yet: there is nothing to prove it with */
    {&sql_evidence_items, 1, RECORD_READER_COLUMNS + 4, -1,
	{{RECORD("1", "2025-03-03"), ORIGINAL, NULL}}, {{0}}},
    {&sql_report_uniques, 2, 2, -1, {{"1", "1"}}, {{0}}},
    {&sql_report_devices, 2, 5, 0,
	{{"2025-03-03", DEVICE, NULL, "4", "40"},
	    {"2025-03-05", DEVICE, STORE, "4", "40"}},
	{{0}}},
    {&sql_campaigns, 5, 13, -1,
	{{"t", FAKE_CAMPAIGN, "=1+1", ADVERTISER, "2025-03-03", "2025-03-05",
	     "2", "1", "8", "80", "10", "1", "1"},
	    {"t", "22222222-2222-4222-8222-222222222222", "Silent", NULL,
		"2025-03-03", "2025-03-03", "1", "0", "0", "0", "0", "0", "0"}},
	{{0}}},
};

#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

static struct db_rows
make_row(const char *const *values, int columns)
{
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns_of[RECORD_COLUMNS] = {{0}};
	char name[] = "";

	for (int i = 0; i < columns; i++)
		columns_of[i].name = name;
	CHECK(result && PQsetResultAttrs(result, columns, columns_of));
	for (int i = 0; i < columns; i++) {
		char text[1024];
		int length = values[i] ? (int)strlen(values[i]) : -1;

		snprintf(text, sizeof(text), "%s", values[i] ? values[i] : "");
		CHECK(
		    PQsetvalue(result, 0, i, values[i] ? text : NULL, length));
	}
	return (struct db_rows){(struct pg_result *)result};
}

void
fake_database_init(void)
{
	for (size_t i = 0; i < ANSWERS; i++) {
		struct answer *answer = &answers[i];

		for (int row = 0; row < MAX_ROWS; row++) {
			if (answer->values[row][0])
				answer->rows[row] = make_row(
				    answer->values[row], answer->columns);
		}
	}
}

/* --- what the statements rely on --- */

static void
check_dates(const char *from, const char *to)
{
	struct date first, last;

	CHECK(from && date_parse(from, &first) == 0);
	CHECK(to && date_parse(to, &last) == 0);
	CHECK(date_compare(first, last) <= 0);
	CHECK(last.days - first.days < REPORT_MAX_DAYS);
}

static void
check_uuid(const char *text)
{
	char canonical[UUID_TEXT_SIZE];
	struct uuid uuid;

	CHECK(text && uuid_parse(text, &uuid) == 0);
	CHECK(strcmp(uuid_format(&uuid, canonical), text) == 0);
}

static void
check_campaigns(const char *const *params)
{
	const char *name = params[2], *after = params[3];
	int limit = (int)strtol(params[4], NULL, 10);

	check_dates(params[0], params[1]);
	CHECK(!name || (*name != '\0' && strlen(name) < PARAM_NAME_SIZE));
	CHECK(!name || check_is_text(name, strlen(name)));
	if (after)
		check_uuid(after);
	CHECK(limit >= 2 && limit <= PARAM_MAX_LIMIT + 1);
}

static void
check_call(const struct db_call *call)
{
	CHECK(call->each);
	for (int i = 0; i < call->nparams; i++)
		CHECK(!call->params[i] ||
		      check_is_text(call->params[i], strlen(call->params[i])));
	if (call->text == sql_campaigns.text)
		check_campaigns(call->params);
	else if (call->text == sql_report_campaign.text)
		check_uuid(call->params[0]);
	else if (call->text == sql_evidence_items.text)
		check_dates(call->params[0], call->params[0]);
	else if (call->nparams == 2)
		check_dates(call->params[0], call->params[1]);
}

/* --- the rows --- */

static bool
in_range(const struct answer *answer, int row, const struct db_call *call)
{
	const char *date;

	if (answer->date_column < 0)
		return true;
	date = answer->values[row][answer->date_column];
	return strcmp(call->params[0], date) <= 0 &&
	       strcmp(date, call->params[1]) <= 0;
}

static int
hand_over(
    const struct answer *answer, const struct db_call *call, struct err *err)
{
	for (int row = 0; row < MAX_ROWS; row++) {
		if (!answer->rows[row].result || !in_range(answer, row, call))
			continue;
		if (call->each(call->arg, &answer->rows[row], err) != 0)
			return -1;
	}
	return 0;
}

static const struct answer *
find_answer(const struct db_call *call)
{
	for (size_t i = 0; i < ANSWERS; i++) {
		if (answers[i].sql->text != call->text)
			continue;
		CHECK(answers[i].nparams == call->nparams);
		return &answers[i];
	}
	return NULL;
}

/* A campaign that is unknown has no rows in any statement. */
static bool
is_known(const struct db_call *call)
{
	return call->text != sql_report_campaign.text ||
	       strcmp(call->params[0], FAKE_CAMPAIGN) == 0;
}

static int
check_token(struct access *access, struct problem *problem)
{
	CHECK(strspn(access->token_sha256, "0123456789abcdef") == 64);
	if (access->token_sha256[0] > '7')
		return problem_set(problem, PROBLEM_INVALID_TOKEN, NULL,
		    "The token is unknown, expired or revoked.");
	snprintf(access->principal, sizeof(access->principal), "machine");
	return 0;
}

int
database_ask(struct database *database, const struct db_call *calls,
    size_t count, struct problem *problem, struct err *err)
{
	struct access *access = database->access;

	CHECK(count > 0 && count <= DATABASE_MAX_CALLS);
	fake_database.asked++;
	fake_database.caller = *access;
	for (size_t i = 0; i < count; i++)
		check_call(&calls[i]);
	if (access->has_token && check_token(access, problem) != 0)
		return -1;
	for (size_t i = 0; i < count && is_known(calls); i++) {
		const struct answer *answer = find_answer(&calls[i]);

		if (answer && hand_over(answer, &calls[i], err) != 0)
			return -1;
	}
	return 0;
}

void
database_close(struct database *database)
{
	(void)database;
}
