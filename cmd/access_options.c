#include "cmd/access_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/admission.h"

#define DEFAULT_DAYS 365
#define MAX_DAYS 3650

static const char HELP[] =
    "pop-access says who may read which reports, and makes tokens.\n"
    "\n"
    "Usage:\n"
    "  pop-access grant PRINCIPAL {--advertiser ID | --all} [--note TEXT]\n"
    "  pop-access deny PRINCIPAL {--advertiser ID | --all} [--note TEXT]\n"
    "  pop-access list [PRINCIPAL]\n"
    "  pop-access create-token PRINCIPAL [--days N] [--note TEXT]\n"
    "  pop-access list-tokens [PRINCIPAL]\n"
    "  pop-access revoke-token ID [--note TEXT]\n"
    "\n"
    "Options:\n"
    "  -a, --advertiser ID    the records of this advertiser\n"
    "      --all              everybody's records\n"
    "      --days N           how long the token holds (default 365)\n"
    "      --note TEXT        why, for those who come after you\n"
    "      --dbname CONNINFO  database name or connection string; without "
    "it the\n"
    "                         environment (PGHOST, PGSERVICE, ...) decides\n"
    "  -V, --version          print the version and exit\n"
    "  -h, --help             print this help and exit\n"
    "\n"
    "Exit status: 0 done, 64 usage, 69 database unreachable, 70 a bug,\n"
    "75 try again later, 78 schema or configuration.\n";

enum {
	OPTION_ALL = 256,
	OPTION_DAYS,
	OPTION_DBNAME,
	OPTION_NOTE
};

static const struct option LONG_OPTIONS[] = {
    {"advertiser", required_argument, NULL, 'a'},
    {"all", no_argument, NULL, OPTION_ALL},
    {"days", required_argument, NULL, OPTION_DAYS},
    {"dbname", required_argument, NULL, OPTION_DBNAME},
    {"help", no_argument, NULL, 'h'},
    {"note", required_argument, NULL, OPTION_NOTE},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* Which options a verb takes, and whether it needs its operand. */
static const struct verb {
	const char *name;
	enum access_verb verb;
	bool needs_operand;
	bool takes_scope, takes_days, takes_note;
} verbs[] = {
    {"grant", ACCESS_GRANT, true, true, false, true},
    {"deny", ACCESS_DENY, true, true, false, true},
    {"list", ACCESS_LIST, false, false, false, false},
    {"create-token", ACCESS_CREATE_TOKEN, true, false, true, true},
    {"list-tokens", ACCESS_LIST_TOKENS, false, false, false, false},
    {"revoke-token", ACCESS_REVOKE_TOKEN, true, false, false, true},
};

static int
parse_days(const char *text, unsigned *days, struct err *err)
{
	unsigned value = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || value > MAX_DAYS)
			value = MAX_DAYS + 1;
		else
			value = value * 10 + (unsigned)(*c - '0');
	}
	if (value < 1 || value > MAX_DAYS)
		return err_set(err, ERR_USAGE,
		    "--days must be a number from 1 to %d, not \"%s\"",
		    MAX_DAYS, text);
	*days = value;
	return 0;
}

static int
take_option(int option, const char *value, struct access_command *command,
    struct err *err)
{
	switch (option) {
	case 'a':
		command->has_advertiser = true;
		if (uuid_parse(value, &command->advertiser) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--advertiser must be a UUID, not \"%s\"", value);
	case OPTION_ALL:
		command->all = true;
		return 0;
	case OPTION_DAYS:
		return parse_days(value, &command->days, err);
	case OPTION_DBNAME:
		command->conninfo = value;
		return 0;
	case OPTION_NOTE:
		command->note = value;
		return 0;
	default: /* getopt has said what is wrong */
		return err_set(err, ERR_USAGE,
		    "try \"pop-access --help\" for more information");
	}
}

static int
take_operand(
    const char *operand, struct access_command *command, struct err *err)
{
	size_t length = strlen(operand);

	if (command->verb == ACCESS_REVOKE_TOKEN) {
		if (uuid_parse(operand, &command->token) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "the id of a token is a UUID, not \"%s\"", operand);
	}
	if (length < 1 || length > ADMISSION_MAX_PRINCIPAL)
		return err_set(err, ERR_USAGE, "a principal has 1 to %d bytes",
		    ADMISSION_MAX_PRINCIPAL);
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)operand[i] < 0x20 || operand[i] == 0x7f)
			return err_set(err, ERR_USAGE,
			    "a principal has no control characters");
	}
	command->principal = operand;
	return 0;
}

static int
check_options(const struct verb *verb, const struct access_command *command,
    struct err *err)
{
	bool scope = command->all || command->has_advertiser;

	if (verb->takes_scope && command->all == command->has_advertiser)
		return err_set(err, ERR_USAGE,
		    "%s needs either --advertiser or --all", verb->name);
	if ((scope && !verb->takes_scope) ||
	    (command->days != 0 && !verb->takes_days) ||
	    (command->note && !verb->takes_note))
		return err_set(
		    err, ERR_USAGE, "%s does not take that option", verb->name);
	return 0;
}

static int
check_command(
    struct access_command *command, int count, char **operands, struct err *err)
{
	const struct verb *verb = NULL;

	for (size_t i = 0; count > 0 && i < sizeof(verbs) / sizeof(verbs[0]);
	     i++) {
		if (strcmp(verbs[i].name, operands[0]) == 0)
			verb = &verbs[i];
	}
	if (count == 0)
		return err_set(err, ERR_USAGE, "no command");
	if (!verb)
		return err_set(
		    err, ERR_USAGE, "there is no command \"%s\"", operands[0]);
	command->verb = verb->verb;
	if (count > 2 || (count < 2 && verb->needs_operand))
		return err_set(err, ERR_USAGE, "%s takes %s argument",
		    verb->name, verb->needs_operand ? "one" : "at most one");
	if (count == 2 && take_operand(operands[1], command, err) != 0)
		return -1;
	return check_options(verb, command, err);
}

int
access_command_parse(
    struct access_command *command, int argc, char **argv, struct err *err)
{
	int option;

	memset(command, 0, sizeof(*command));
	while ((option = getopt_long(argc, argv, "a:hV", LONG_OPTIONS, NULL)) !=
	       -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? HELP
					    : "pop-access " POP_VERSION "\n",
			    stdout);
			return 1;
		}
		if (take_option(option, optarg, command, err) != 0)
			return -1;
	}
	if (check_command(command, argc - optind, argv + optind, err) != 0)
		return -1;
	if (!command->note)
		command->note = "";
	if (command->days == 0)
		command->days = DEFAULT_DAYS;
	return 0;
}
