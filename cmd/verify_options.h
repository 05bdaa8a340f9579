/*
 * What pop-verify was asked to do.
 */
#ifndef CMD_VERIFY_OPTIONS_H
#define CMD_VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"
#include "lib/err.h"
#include "lib/verify_head.h"

#define VERIFY_MAX_DIRECTORIES 16

enum verify_command {
	VERIFY_COMMAND_EVIDENCE,
	VERIFY_COMMAND_CHAIN,
	VERIFY_COMMAND_DB,
	VERIFY_COMMAND_PLAYS
};

struct verify_options {
	enum verify_command command;
	const char *subject; /* FILE of evidence, DIR of chain */
	const char *origin;
	const char *keys;
	const char *state;
	const char *conninfo;
	const char *source; /* conninfo of the plays' server */
	bool has_first, has_last;
	struct date first, last;
	const char *directories[VERIFY_MAX_DIRECTORIES];
	size_t directory_count;
	struct verify_head head;
	bool unsigned_;
	bool json;
};

extern const char VERIFY_PROGRAM[];

/*
 * Reads the command line.  Returns 0, or 1 when --help or --version was
 * printed, or -1 with ERR_USAGE.  Strings are borrowed from argv.
 */
int verify_options_parse(
    int argc, char **argv, struct verify_options *options, struct err *err);

#endif
