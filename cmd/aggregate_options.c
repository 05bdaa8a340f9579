#include "cmd/aggregate_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/aggregate_check.h"
#include "cmd/aggregate_help.h"
#include "cmd/option_error.h"

#define DEFAULT_MOST_JOBS 8
#define DEFAULT_MEMORY_MB 1024
#define MILLISECONDS 1000u
#define MAX_NOTE 4096u

enum {
	OPTION_DBNAME = 256,
	OPTION_SOURCE,
	OPTION_DAYS_AGO,
	OPTION_FROM,
	OPTION_TO,
	OPTION_MAX_MEMORY,
	OPTION_JSON,
	OPTION_NO_PROGRESS,
	OPTION_SYSLOG,
	OPTION_METRICS_FILE,
	OPTION_CONNECT_TIMEOUT,
	OPTION_STATEMENT_TIMEOUT,
	OPTION_LOCK_TIMEOUT,
	OPTION_RETRY_FOR,
	OPTION_SEALS,
	OPTION_PUBLISH,
	OPTION_SIGN_KEY,
	OPTION_ORIGIN,
	OPTION_HOOK,
	OPTION_RECOVER,
	OPTION_CORRECT,
	OPTION_REASON,
	OPTION_NOTE,
	OPTION_EXCLUDE_DEVICE
};

static const char SHORT_OPTIONS[] = ":c:d:e:hj:nsvVw";

static const struct option LONG_OPTIONS[] = {
    {"campaign", required_argument, NULL, 'c'},
    {"connect-timeout", required_argument, NULL, OPTION_CONNECT_TIMEOUT},
    {"correct", no_argument, NULL, OPTION_CORRECT},
    {"date", required_argument, NULL, 'd'},
    {"days-ago", required_argument, NULL, OPTION_DAYS_AGO},
    {"dbname", required_argument, NULL, OPTION_DBNAME},
    {"dry-run", no_argument, NULL, 'n'},
    {"exclude-device", required_argument, NULL, OPTION_EXCLUDE_DEVICE},
    {"explain", required_argument, NULL, 'e'},
    {"from", required_argument, NULL, OPTION_FROM},
    {"help", no_argument, NULL, 'h'},
    {"hook", required_argument, NULL, OPTION_HOOK},
    {"jobs", required_argument, NULL, 'j'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"lock-timeout", required_argument, NULL, OPTION_LOCK_TIMEOUT},
    {"max-memory", required_argument, NULL, OPTION_MAX_MEMORY},
    {"metrics-file", required_argument, NULL, OPTION_METRICS_FILE},
    {"no-progress", no_argument, NULL, OPTION_NO_PROGRESS},
    {"note", required_argument, NULL, OPTION_NOTE},
    {"origin", required_argument, NULL, OPTION_ORIGIN},
    {"publish", required_argument, NULL, OPTION_PUBLISH},
    {"reason", required_argument, NULL, OPTION_REASON},
    {"recover", required_argument, NULL, OPTION_RECOVER},
    {"retry-for", required_argument, NULL, OPTION_RETRY_FOR},
    {"seals", no_argument, NULL, OPTION_SEALS},
    {"sign-key", required_argument, NULL, OPTION_SIGN_KEY},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"statement-timeout", required_argument, NULL, OPTION_STATEMENT_TIMEOUT},
    {"status", no_argument, NULL, 's'},
    {"syslog", no_argument, NULL, OPTION_SYSLOG},
    {"to", required_argument, NULL, OPTION_TO},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {"wait", no_argument, NULL, 'w'},
    {NULL, 0, NULL, 0},
};

/* A whole number within bounds. */
static int
parse_number(const char *name, const char *text, unsigned least, unsigned most,
    unsigned *value, struct err *err)
{
	unsigned long number = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || number > most) {
			number = (unsigned long)most + 1;
			break;
		}
		number = number * 10 + (unsigned long)(*c - '0');
	}
	if (*text == '\0' || number < least || number > most)
		return err_set(err, ERR_USAGE,
		    "--%s must be a number from %u to %u, not \"%s\"", name,
		    least, most, text);
	*value = (unsigned)number;
	return 0;
}

/* Seconds on the command line, milliseconds for PostgreSQL; 0: no limit. */
static int
parse_timeout(
    const char *name, const char *text, unsigned *milliseconds, struct err *err)
{
	unsigned seconds;

	if (parse_number(name, text, 0, 1000000, &seconds, err) != 0)
		return -1;
	*milliseconds = seconds * MILLISECONDS;
	return 0;
}

static int
parse_date(
    const char *name, const char *text, struct date *date, struct err *err)
{
	if (date_parse(text, date) == 0)
		return 0;
	return err_set(err, ERR_USAGE,
	    "--%s must be a date YYYY-MM-DD%s, not "
	    "\"%s\"",
	    name, strcmp(name, "date") == 0 ? " or \"yesterday\"" : "", text);
}

static int
parse_uuid(const char *name, const char *text,
    struct aggregate_command *command, struct err *err)
{
	if (command->has_campaign)
		return err_set(err, ERR_USAGE, "one campaign is enough");
	command->has_campaign = true;
	if (uuid_parse(text, &command->campaign) == 0)
		return 0;
	return err_set(
	    err, ERR_USAGE, "--%s must be a UUID, not \"%s\"", name, text);
}

static int
take_day_option(
    int option, const char *value, struct day_choice *days, struct err *err)
{
	switch (option) {
	case 'd':
		days->has_date = true;
		days->yesterday = strcmp(value, "yesterday") == 0;
		if (days->yesterday)
			return 0;
		return parse_date("date", value, &days->date, err);
	case OPTION_FROM:
		days->has_from = true;
		return parse_date("from", value, &days->from, err);
	case OPTION_TO:
		days->has_to = true;
		return parse_date("to", value, &days->to, err);
	default: /* OPTION_DAYS_AGO */
		days->has_days_ago = true;
		return parse_number(
		    "days-ago", value, 0, 36525, &days->days_ago, err);
	}
}

static void
set_mode(struct aggregate_command *command, enum aggregate_mode mode)
{
	if (command->mode != mode)
		command->other = command->mode;
	command->mode = mode;
}

static int
take_flag(int option, struct aggregate_command *command)
{
	switch (option) {
	case 'n':
		command->run.dry_run = true;
		return 0;
	case 's':
		set_mode(command, MODE_STATUS);
		return 0;
	case 'v':
		command->verbose = true;
		return 0;
	case 'w':
		command->run.wait = true;
		return 0;
	case OPTION_CORRECT:
		set_mode(command, MODE_CORRECT);
		return 0;
	case OPTION_SEALS:
		set_mode(command, MODE_SEALS);
		return 0;
	case OPTION_JSON:
		command->json = true;
		return 0;
	case OPTION_NO_PROGRESS:
		command->no_progress = true;
		return 0;
	default: /* OPTION_SYSLOG */
		command->to_syslog = true;
		return 0;
	}
}

static int
take_resource_option(int option, const char *value,
    struct aggregate_command *command, struct err *err)
{
	unsigned megabytes = 0;

	switch (option) {
	case 'j':
		return parse_number(
		    "jobs", value, 1, SCAN_MAX_JOBS, &command->run.jobs, err);
	case OPTION_CONNECT_TIMEOUT:
		return parse_number("connect-timeout", value, 0, 3600,
		    &command->run.connect.connect_timeout_s, err);
	case OPTION_STATEMENT_TIMEOUT:
		return parse_timeout("statement-timeout", value,
		    &command->run.connect.statement_timeout_ms, err);
	case OPTION_LOCK_TIMEOUT:
		return parse_timeout("lock-timeout", value,
		    &command->run.connect.lock_timeout_ms, err);
	case OPTION_RETRY_FOR:
		return parse_number(
		    "retry-for", value, 0, 86400, &command->retry_for_s, err);
	default: /* OPTION_MAX_MEMORY */
		if (parse_number("max-memory", value, 16, 1u << 20, &megabytes,
			err) != 0)
			return -1;
		command->run.max_memory = (size_t)megabytes << 20;
		return 0;
	}
}

static int
take_evidence_option(int option, const char *value,
    struct aggregate_command *command, struct err *err)
{
	switch (option) {
	case OPTION_PUBLISH:
		command->publish.directory = value;
		return 0;
	case OPTION_SIGN_KEY:
		command->publish.sign_key = value;
		return 0;
	case OPTION_HOOK:
		command->publish.hook = value;
		return 0;
	case OPTION_RECOVER:
		set_mode(command, MODE_RECOVER);
		command->archive = value;
		command->run.recover = true;
		return 0;
	default: /* OPTION_ORIGIN */
		command->run.origin = value;
		if (seal_is_origin(value))
			return 0;
		return err_set(err, ERR_USAGE,
		    "--origin must be 1 to 255 letters, digits or ._:/@+-, "
		    "not \"%s\"",
		    value);
	}
}

static int
take_correction_option(int option, const char *value,
    struct aggregate_command *command, struct err *err)
{
	struct uuid device;
	bool added;

	switch (option) {
	case OPTION_REASON:
		command->has_reason = true;
		if (correction_reason_parse(value, &command->reason) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--reason must be late_plays, duplicate, invalid_traffic, "
		    "clock, dispute or software_error, not \"%s\"",
		    value);
	case OPTION_NOTE:
		command->note = value;
		if (strlen(value) <= MAX_NOTE)
			return 0;
		return err_set(
		    err, ERR_USAGE, "--note is longer than %u bytes", MAX_NOTE);
	default: /* OPTION_EXCLUDE_DEVICE */
		if (uuid_parse(value, &device) != 0)
			return err_set(err, ERR_USAGE,
			    "--exclude-device must be a UUID, not \"%s\"",
			    value);
		return map_put(&command->excluded_devices, &device, &added)
			   ? 0
			   : err_memory(err);
	}
}

static int
take_option(int option, const char *value, struct aggregate_command *command,
    struct err *err)
{
	switch (option) {
	case 'd':
	case OPTION_FROM:
	case OPTION_TO:
	case OPTION_DAYS_AGO:
		return take_day_option(option, value, &command->days, err);
	case 'c':
		return parse_uuid("campaign", value, command, err);
	case 'e':
		set_mode(command, MODE_EXPLAIN);
		return parse_uuid("explain", value, command, err);
	case OPTION_DBNAME:
		command->run.connect.conninfo = value;
		return 0;
	case OPTION_SOURCE:
		command->run.source = value;
		return 0;
	case OPTION_METRICS_FILE:
		command->metrics_file = value;
		return 0;
	case OPTION_REASON:
	case OPTION_NOTE:
	case OPTION_EXCLUDE_DEVICE:
		return take_correction_option(option, value, command, err);
	case OPTION_PUBLISH:
	case OPTION_SIGN_KEY:
	case OPTION_ORIGIN:
	case OPTION_HOOK:
	case OPTION_RECOVER:
		return take_evidence_option(option, value, command, err);
	case 'j':
	case OPTION_MAX_MEMORY:
	case OPTION_CONNECT_TIMEOUT:
	case OPTION_STATEMENT_TIMEOUT:
	case OPTION_LOCK_TIMEOUT:
	case OPTION_RETRY_FOR:
		return take_resource_option(option, value, command, err);
	default:
		return take_flag(option, command);
	}
}

static void
set_defaults(struct aggregate_command *command)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	memset(command, 0, sizeof(*command));
	command->retry_for_s = 300;
	map_init(&command->excluded_devices, sizeof(struct uuid),
	    sizeof(struct uuid), NULL);
	command->run.origin = "";
	command->publish.ssh_keygen = "/usr/bin/ssh-keygen";
	command->run.connect.program = "pop-aggregate";
	command->run.connect.scanner = true;
	command->run.connect.connect_timeout_s = 10;
	command->run.connect.statement_timeout_ms = 3600 * MILLISECONDS;
	command->run.connect.lock_timeout_ms = 30 * MILLISECONDS;
	command->run.max_memory = (size_t)DEFAULT_MEMORY_MB << 20;
	command->run.jobs = processors < 1 ? 1u
			    : processors > DEFAULT_MOST_JOBS
				? DEFAULT_MOST_JOBS
				: (unsigned)processors;
}

bool
aggregate_command_to_syslog(int argc, char **argv)
{
	bool found = false;
	int option;

	while ((option = getopt_long(
		    argc, argv, SHORT_OPTIONS, LONG_OPTIONS, NULL)) != -1)
		found = found || option == OPTION_SYSLOG;
	optind = 1;
	return found;
}

int
aggregate_command_parse(
    struct aggregate_command *command, int argc, char **argv, struct err *err)
{
	int option;

	set_defaults(command);
	while ((option = getopt_long(
		    argc, argv, SHORT_OPTIONS, LONG_OPTIONS, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? aggregate_help
					    : "pop-aggregate " POP_VERSION "\n",
			    stdout);
			return 1;
		}
		if (option == '?' || option == ':')
			return option_error("pop-aggregate", option, argv, err);
		if (take_option(option, optarg, command, err) != 0)
			return -1;
	}
	return aggregate_check(command, argc - optind, err);
}
