/*
 * pop-access: says who may read which reports, and makes tokens for machines.
 */
#include <stdio.h>

#include "cmd/access_options.h"
#include "cmd/exit_code.h"
#include "lib/admission.h"
#include "lib/log.h"
#include "lib/schema.h"
#include "queries.h"

/* Data does not steer the terminal. */
static void
print_cell(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		putchar(c < 0x20 || c == 0x7f ? '?' : c);
	}
}

/* Rows as lines of cells separated by tabs, below a line of titles. */
static int
print_rows(struct db *db, const struct sql *sql, const char *principal,
    const char *titles, int columns, struct err *err)
{
	struct db_rows rows = {NULL};

	if (db_query(db, sql, 1, &principal, &rows, err) != 0)
		return -1;
	puts(titles);
	for (size_t row = 0; row < db_rows_count(&rows); row++) {
		for (int column = 0; column < columns; column++) {
			if (column > 0)
				putchar('\t');
			print_cell(db_text(&rows, row, column));
		}
		putchar('\n');
	}
	db_rows_release(&rows);
	return 0;
}

static int
create_token(
    struct db *db, const struct access_command *command, struct err *err)
{
	char token[TOKEN_SIZE], id[UUID_TEXT_SIZE];

	if (admission_create_token(db, command->principal, command->days,
		command->note, token, id, err) != 0)
		return -1;
	puts(token);
	log_info("token %s for \"%s\", valid for %u day%s; it is shown only "
		 "this once",
	    id, command->principal, command->days,
	    command->days == 1 ? "" : "s");
	return 0;
}

static int
run(struct db *db, const struct access_command *command, struct err *err)
{
	const struct grant grant = {command->principal,
	    command->all ? NULL : &command->advertiser, command->note};

	switch (command->verb) {
	case ACCESS_GRANT:
		return admission_grant(db, &grant, err);
	case ACCESS_DENY:
		return admission_deny(db, &grant, err);
	case ACCESS_LIST:
		return print_rows(db, &sql_access_list, command->principal,
		    "principal\tadvertiser\tsince\tnote", 4, err);
	case ACCESS_CREATE_TOKEN:
		return create_token(db, command, err);
	case ACCESS_LIST_TOKENS:
		return print_rows(db, &sql_token_list, command->principal,
		    "id\tprincipal\tstate\tcreated\texpires\tnote", 6, err);
	case ACCESS_REVOKE_TOKEN:
		return admission_revoke_token(
		    db, &command->token, command->note, err);
	}
	return err_set(err, ERR_INTERNAL, "no such command");
}

int
main(int argc, char **argv)
{
	struct access_command command;
	struct db db = {.conn = NULL};
	struct err err = {0};
	int rc;

	log_init("pop-access", LOG_LEVEL_INFO, false);
	rc = access_command_parse(&command, argc, argv, &err);
	if (rc == 0) {
		const struct db_options options = {
		    .conninfo = command.conninfo,
		    .program = "pop-access",
		    .connect_timeout_s = 10,
		    .statement_timeout_ms = 30000,
		    .lock_timeout_ms = 10000,
		};

		rc = db_connect(&db, &options, &err);
		if (rc == 0)
			rc = schema_check(&db, &err);
		if (rc == 0)
			rc = run(&db, &command, &err);
		db_close(&db);
	}
	if (rc < 0)
		log_err(&err);
	return exit_code(err.kind);
}
