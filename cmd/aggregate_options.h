/*
 * The command line of pop-aggregate.
 */
#ifndef CMD_AGGREGATE_OPTIONS_H
#define CMD_AGGREGATE_OPTIONS_H

#include <stdbool.h>

#include "lib/aggregate.h"
#include "lib/date.h"
#include "lib/err.h"
#include "lib/uuid.h"

enum aggregate_mode {
	MODE_RUN,     /* seal days */
	MODE_STATUS,  /* list days */
	MODE_EXPLAIN, /* say how one record comes about */
	MODE_SEALS,   /* print the chain */
	MODE_CORRECT, /* restate one record */
	MODE_RECOVER  /* put lost nights back */
};

/* Which days: at most one of the ways is used, none means catch up. */
struct day_choice {
	bool has_date, yesterday;
	struct date date; /* --date */
	bool has_from, has_to;
	struct date from, to; /* --from, --to */
	bool has_days_ago;
	unsigned days_ago; /* --days-ago */
};

struct aggregate_command {
	enum aggregate_mode mode;
	enum aggregate_mode other; /* was asked for, too; or MODE_RUN */
	struct day_choice days;
	bool has_campaign;
	struct uuid campaign; /* --campaign or --explain */
	bool verbose, json, to_syslog, no_progress;
	const char *metrics_file; /* or NULL */
	unsigned retry_for_s;
	bool has_reason;
	enum correction_reason reason;
	const char *note;
	const char *archive;            /* --recover */
	struct map excluded_devices;    /* struct uuid */
	struct publish_options publish; /* directory is NULL: do not */
	struct aggregate_options run;
};

/* Whether --syslog is among the options, whatever is wrong with the others. */
bool aggregate_command_to_syslog(int argc, char **argv);

/*
 * Fills *command.  0 to go on, 1 when help or version was asked for and
 * printed, -1 with ERR_USAGE.  Strings are borrowed from argv.
 */
int aggregate_command_parse(
    struct aggregate_command *command, int argc, char **argv, struct err *err);

#endif
