/*
 * pop-aggregate: rolls a day of playback logs up into proof-of-play records.
 * Options and messages; the work is in lib/aggregate.c.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/exit_code.h"
#include "lib/aggregate.h"
#include "lib/date.h"
#include "lib/err.h"
#include "lib/log.h"
#include "lib/uuid.h"

static const char PROGRAM[] = "pop-aggregate";

static const char HELP[] =
    "pop-aggregate rolls a day of playback logs up into proof-of-play "
    "records.\n"
    "\n"
    "Usage:\n"
    "  pop-aggregate [OPTION]... --date DATE\n"
    "\n"
    "Days:\n"
    "  -d, --date DATE          YYYY-MM-DD or \"yesterday\", in the policy's "
    "time zone\n"
    "\n"
    "What to do:\n"
    "  -n, --dry-run            print what would be written, write nothing\n"
    "  -c, --campaign ID        narrow the dry run to one campaign\n"
    "  -j, --jobs N             connections that read plays (default 1)\n"
    "  -v, --verbose            say a line a step on stderr\n"
    "\n"
    "Connection:\n"
    "      --dbname CONNINFO    database name or connection string; without "
    "it the\n"
    "                           environment (PGHOST, PGSERVICE, ...) "
    "decides\n"
    "\n"
    "Other:\n"
    "  -V, --version            print the version and exit\n"
    "  -h, --help               print this help and exit\n"
    "\n"
    "Exit status: 0 done or nothing to do, 64 usage, 65 the data needs a "
    "person,\n"
    "69 database unreachable, 70 a bug, 75 try again later, 78 schema or\n"
    "configuration.\n";

struct options {
	const char *date;
	bool has_campaign;
	struct uuid campaign;
	bool verbose;
	struct aggregate_options aggregate;
};

enum {
	OPTION_DBNAME = 256
};

static const struct option LONG_OPTIONS[] = {
    {"campaign", required_argument, NULL, 'c'},
    {"date", required_argument, NULL, 'd'},
    {"dbname", required_argument, NULL, OPTION_DBNAME},
    {"dry-run", no_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},
    {"jobs", required_argument, NULL, 'j'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
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

static int
take_option(
    int option, const char *value, struct options *options, struct err *err)
{
	switch (option) {
	case 'c':
		options->has_campaign = true;
		if (uuid_parse(value, &options->campaign) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--campaign must be a UUID, not \"%s\"", value);
	case 'd':
		options->date = value;
		return 0;
	case 'j':
		return parse_number(
		    "jobs", value, 1, 64, &options->aggregate.jobs, err);
	case 'n':
		options->aggregate.dry_run = true;
		return 0;
	case 'v':
		options->verbose = true;
		return 0;
	case OPTION_DBNAME:
		options->aggregate.connect.conninfo = value;
		return 0;
	default: /* getopt has said what is wrong */
		return err_set(err, ERR_USAGE,
		    "Try \"%s --help\" for more information.", PROGRAM);
	}
}

static int
check_options(const struct options *options, int operands, struct err *err)
{
	if (operands > 0)
		return err_set(err, ERR_USAGE, "too many arguments");
	if (!options->date)
		return err_set(err, ERR_USAGE, "--date is required");
	if (options->has_campaign && !options->aggregate.dry_run)
		return err_set(err, ERR_USAGE,
		    "--campaign needs --dry-run: a day is sealed whole");
	return 0;
}

/* 0 to go on, 1 when help or version was all, -1 on failure. */
static int
parse_options(int argc, char **argv, struct options *options, struct err *err)
{
	int option;

	while ((option = getopt_long(
		    argc, argv, "c:d:hj:nvV", LONG_OPTIONS, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? HELP
					    : "pop-aggregate " POP_VERSION "\n",
			    stdout);
			return 1;
		}
		if (take_option(option, optarg, options, err) != 0)
			return -1;
	}
	return check_options(options, argc - optind, err);
}

static int
resolve_date(
    struct aggregate *run, const char *text, struct date *date, struct err *err)
{
	if (strcmp(text, "yesterday") == 0) {
		if (aggregate_today(run, date, err) != 0)
			return -1;
		*date = date_add_days(*date, -1);
		return 0;
	}
	if (date_parse(text, date) == 0)
		return 0;
	return err_set(err, ERR_USAGE,
	    "--date must be YYYY-MM-DD or \"yesterday\", not \"%s\"", text);
}

static void
print_record(const struct record *record)
{
	char id[UUID_TEXT_SIZE];

	printf("%s %9" PRId64 " %11" PRId64 " %8" PRId64 " %7" PRId64
	       " %9" PRId64 "  %s%s\n",
	    uuid_format(&record->campaign_id, id), record->plays_received,
	    record->total_impressions, record->unique_devices,
	    record->unique_stores, record->total_duration_seconds,
	    record->campaign_name,
	    record->outside_flight ? " (outside flight)" : "");
	for (size_t i = 0; i < record->exclusions.count; i++)
		printf("%36s %9" PRId64 " excluded: %s\n", "",
		    record->exclusions.items[i].count,
		    record->exclusions.items[i].name);
}

static void
print_dry_run(
    const struct options *options, const struct aggregate_result *result)
{
	const struct ledger *ledger = &result->ledger;
	char date[DATE_TEXT_SIZE];

	printf("%s, time zone %s: %zu records would be written\n",
	    date_format(result->day.date, date), result->day.time_zone,
	    ledger->count);
	printf("%-36s %9s %11s %8s %7s %9s  %s\n", "campaign_id", "received",
	    "impressions", "devices", "stores", "seconds", "campaign");
	for (size_t i = 0; i < ledger->count; i++) {
		const struct record *record = &ledger->records[i];

		if (!options->has_campaign ||
		    uuid_compare(&record->campaign_id, &options->campaign) == 0)
			print_record(record);
	}
	printf("%" PRId64 " plays read, %" PRId64 " counted, %" PRId64
	       " excluded, %" PRId64 " without a campaign\n",
	    ledger->plays_read, ledger->counted, ledger->excluded,
	    ledger->orphans);
}

static int
run_day(struct aggregate *run, const struct options *options, struct err *err)
{
	struct aggregate_result result;
	char text[DATE_TEXT_SIZE];
	struct date date;

	if (resolve_date(run, options->date, &date, err) != 0 ||
	    aggregate_day(run, date, &result, err) != 0)
		return -1;
	date_format(date, text);
	if (result.outcome == AGGREGATE_SEALED)
		log_info("%s: sealed", text);
	else if (result.outcome == AGGREGATE_ALREADY_SEALED)
		log_info("%s: already sealed, nothing to do", text);
	else
		print_dry_run(options, &result);
	aggregate_result_release(&result);
	return 0;
}

static int
run(const struct options *options, struct err *err)
{
	struct aggregate aggregate;
	struct date date;
	int rc;

	/* What is malformed is said before a database is asked for. */
	if (strcmp(options->date, "yesterday") != 0 &&
	    resolve_date(NULL, options->date, &date, err) != 0)
		return -1;
	if (aggregate_open(&aggregate, &options->aggregate, err) != 0)
		return -1;
	rc = run_day(&aggregate, options, err);
	aggregate_close(&aggregate);
	return rc;
}

int
main(int argc, char **argv)
{
	struct options options = {.aggregate = {
				      .connect = {.program = PROGRAM},
				      .jobs = 1,
				  }};
	struct err err = {ERR_NONE, "", "", ""};
	int parsed;

	log_init(PROGRAM, LOG_LEVEL_WARNING, false);
	parsed = parse_options(argc, argv, &options, &err);
	if (parsed == 0 && options.verbose)
		log_init(PROGRAM, LOG_LEVEL_INFO, false);
	if (parsed < 0 || (parsed == 0 && run(&options, &err) != 0)) {
		log_err(&err);
		return exit_code(err.kind);
	}
	if (fflush(stdout) != 0) {
		log_error("could not write to standard output");
		return exit_code(ERR_UNAVAILABLE);
	}
	return 0;
}
