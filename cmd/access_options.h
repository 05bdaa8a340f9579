/*
 * The command line of pop-access.
 */
#ifndef CMD_ACCESS_OPTIONS_H
#define CMD_ACCESS_OPTIONS_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/uuid.h"

enum access_verb {
	ACCESS_GRANT,
	ACCESS_DENY,
	ACCESS_LIST,
	ACCESS_CREATE_TOKEN,
	ACCESS_LIST_TOKENS,
	ACCESS_REVOKE_TOKEN
};

struct access_command {
	enum access_verb verb;
	const char *conninfo;  /* or NULL */
	const char *principal; /* or NULL: lists only */
	const char *note;      /* or "" */
	bool all;
	bool has_advertiser;
	struct uuid advertiser;
	struct uuid token; /* of ACCESS_REVOKE_TOKEN */
	unsigned days;
};

/* Returns 0, 1 when help or version was printed, or -1 with ERR_USAGE. */
int access_command_parse(
    struct access_command *command, int argc, char **argv, struct err *err);

#endif
