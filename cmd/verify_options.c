#include "cmd/verify_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/seal.h"

const char VERIFY_PROGRAM[] = "pop-verify";

static const char HELP[] =
    "pop-verify checks sealed proof-of-play records.\n"
    "\n"
    "Usage:\n"
    "  pop-verify evidence FILE --origin NAME --keys FILE\n"
    "  pop-verify chain DIR --origin NAME --keys FILE\n"
    "                   [--head SEQ:HASH | --state FILE]\n"
    "  pop-verify db [--dir DIR]... [--origin NAME] [--keys FILE]\n"
    "                [--head SEQ:HASH | --state FILE] [--dbname CONNINFO]\n"
    "  pop-verify plays --date DATE | --from DATE --to DATE\n"
    "                   [--dbname CONNINFO] [--source CONNINFO]\n"
    "\n"
    "  evidence   one download of an advertiser; no database, no network\n"
    "  chain      a directory of published seals\n"
    "  db         the database: every seal recomputed from its rows, the "
    "guards\n"
    "  plays      sealed days computed once more from the plays\n"
    "\n"
    "What the verifier knows, and does not take from what is verified:\n"
    "  -o, --origin NAME        who must have sealed\n"
    "  -k, --keys FILE          allowed_signers file of ssh-keygen(1)\n"
    "      --unsigned           chain: do not check signatures\n"
    "      --head SEQ:HASH      a seal known from elsewhere, such as an "
    "invoice\n"
    "      --state FILE         the last seal of the run before, kept in "
    "FILE\n"
    "      --dir DIR            db: a directory it was published in, or a "
    "mirror\n"
    "\n"
    "Days of plays:\n"
    "  -d, --date DATE          one day, YYYY-MM-DD\n"
    "      --from DATE --to DATE\n"
    "                           every day from DATE to DATE, inclusive\n"
    "\n"
    "Connection:\n"
    "      --dbname CONNINFO    database name or connection string; without "
    "it the\n"
    "                           environment (PGHOST, PGSERVICE, ...) "
    "decides\n"
    "      --source CONNINFO    plays: read them from another server\n"
    "\n"
    "Other:\n"
    "  -J, --json               the report as one line of JSON\n"
    "  -V, --version            print the version and exit\n"
    "  -h, --help               print this help and exit\n"
    "\n"
    "The first line is the verdict.  Exit status: 0 VALID, 1 TAMPERED,\n"
    "3 INCOMPLETE; 64 usage, 69 database unreachable, 70 a bug, 78 "
    "configuration.\n";

enum {
	OPTION_HEAD = 256,
	OPTION_STATE,
	OPTION_UNSIGNED,
	OPTION_DIR,
	OPTION_DBNAME,
	OPTION_FROM,
	OPTION_TO,
	OPTION_SOURCE
};

static const struct option LONG_OPTIONS[] = {
    {"date", required_argument, NULL, 'd'},
    {"dbname", required_argument, NULL, OPTION_DBNAME},
    {"dir", required_argument, NULL, OPTION_DIR},
    {"from", required_argument, NULL, OPTION_FROM},
    {"head", required_argument, NULL, OPTION_HEAD},
    {"help", no_argument, NULL, 'h'},
    {"json", no_argument, NULL, 'J'},
    {"keys", required_argument, NULL, 'k'},
    {"origin", required_argument, NULL, 'o'},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"state", required_argument, NULL, OPTION_STATE},
    {"to", required_argument, NULL, OPTION_TO},
    {"unsigned", no_argument, NULL, OPTION_UNSIGNED},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static int
take_name(int option, const char *value, struct verify_options *options,
    struct err *err)
{
	if (option == 'o') {
		options->origin = value;
		if (seal_is_origin(value))
			return 0;
		return err_set(err, ERR_USAGE,
		    "--origin must be a name of letters, digits and ._:/@+-");
	}
	if (option == OPTION_HEAD) {
		if (verify_head_parse(value, &options->head) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--head must be SEQ:HASH, a number and 64 hexadecimal "
		    "digits, not \"%s\"",
		    value);
	}
	if (options->directory_count == VERIFY_MAX_DIRECTORIES)
		return err_set(err, ERR_USAGE, "too many directories");
	options->directories[options->directory_count++] = value;
	return 0;
}

static int
take_date(int option, const char *value, struct verify_options *options,
    struct err *err)
{
	struct date date;

	if (date_parse(value, &date) < 0)
		return err_set(err, ERR_USAGE,
		    "a date must be YYYY-MM-DD, not \"%s\"", value);
	if ((option != OPTION_TO && options->has_first) ||
	    (option != OPTION_FROM && options->has_last))
		return err_set(
		    err, ERR_USAGE, "give --date, or --from and --to, once");
	if (option != OPTION_TO) {
		options->has_first = true;
		options->first = date;
	}
	if (option != OPTION_FROM) {
		options->has_last = true;
		options->last = date;
	}
	return 0;
}

static int
take_option(int option, const char *value, struct verify_options *options,
    struct err *err)
{
	switch (option) {
	case 'J':
		options->json = true;
		return 0;
	case 'k':
		options->keys = value;
		return 0;
	case OPTION_STATE:
		options->state = value;
		return 0;
	case OPTION_DBNAME:
		options->conninfo = value;
		return 0;
	case OPTION_SOURCE:
		options->source = value;
		return 0;
	case 'd':
	case OPTION_FROM:
	case OPTION_TO:
		return take_date(option, value, options, err);
	case OPTION_UNSIGNED:
		options->unsigned_ = true;
		return 0;
	case 'o':
	case OPTION_HEAD:
	case OPTION_DIR:
		return take_name(option, value, options, err);
	default: /* getopt has said what is wrong */
		return err_set(err, ERR_USAGE,
		    "Try \"%s --help\" for more information.", VERIFY_PROGRAM);
	}
}

/* ssh-keygen's failure to read its keys must not look like a forgery. */
static int
check_keys(const struct verify_options *options, struct err *err)
{
	bool wanted = options->command == VERIFY_COMMAND_EVIDENCE ||
		      options->command == VERIFY_COMMAND_CHAIN;

	if (options->unsigned_ && options->keys)
		return err_set(
		    err, ERR_USAGE, "--keys and --unsigned exclude each other");
	if (wanted && !options->origin)
		return err_set(err, ERR_USAGE, "--origin is missing");
	if (wanted && !options->keys && !options->unsigned_)
		return err_set(err, ERR_USAGE, "--keys is missing");
	if (options->keys && access(options->keys, R_OK) != 0)
		return err_set(err, ERR_USAGE,
		    "cannot read the keys file \"%s\"", options->keys);
	return 0;
}

static int
check_days(const struct verify_options *options, struct err *err)
{
	if (options->command != VERIFY_COMMAND_PLAYS) {
		if (options->has_first || options->has_last || options->source)
			return err_set(err, ERR_USAGE,
			    "--date, --from, --to and --source are for plays");
		return 0;
	}
	if (!options->has_first || !options->has_last)
		return err_set(
		    err, ERR_USAGE, "plays needs --date, or --from and --to");
	if (date_compare(options->first, options->last) > 0)
		return err_set(err, ERR_USAGE, "--from is after --to");
	if (options->origin || options->keys || options->head.seq > 0 ||
	    options->state)
		return err_set(err, ERR_USAGE,
		    "--origin, --keys, --head and --state are not for plays");
	return 0;
}

static int
check_options(const struct verify_options *options, struct err *err)
{
	enum verify_command command = options->command;

	if (options->head.seq > 0 && options->state)
		return err_set(
		    err, ERR_USAGE, "--head and --state exclude each other");
	if (check_days(options, err) != 0)
		return -1;
	if (command == VERIFY_COMMAND_EVIDENCE &&
	    (options->head.seq > 0 || options->state))
		return err_set(
		    err, ERR_USAGE, "--head and --state are for chain and db");
	if (command != VERIFY_COMMAND_CHAIN && options->unsigned_)
		return err_set(err, ERR_USAGE, "--unsigned is for chain");
	if (command != VERIFY_COMMAND_DB && options->directory_count > 0)
		return err_set(err, ERR_USAGE, "--dir is for db");
	if (command != VERIFY_COMMAND_DB && command != VERIFY_COMMAND_PLAYS &&
	    options->conninfo)
		return err_set(err, ERR_USAGE, "--dbname is for db and plays");
	return check_keys(options, err);
}

static int
take_command(
    int count, char **words, struct verify_options *options, struct err *err)
{
	static const struct {
		const char *name;
		int arguments;
	} commands[] = {[VERIFY_COMMAND_EVIDENCE] = {"evidence", 1},
	    [VERIFY_COMMAND_CHAIN] = {"chain", 1},
	    [VERIFY_COMMAND_DB] = {"db", 0},
	    [VERIFY_COMMAND_PLAYS] = {"plays", 0}};
	unsigned i = 0;

	if (count == 0)
		return err_set(err, ERR_USAGE,
		    "say what to verify: evidence FILE, chain DIR, db or "
		    "plays");
	while (i < sizeof(commands) / sizeof(*commands) &&
	       strcmp(words[0], commands[i].name) != 0)
		i++;
	if (i == sizeof(commands) / sizeof(*commands))
		return err_set(err, ERR_USAGE,
		    "\"%s\" is none of evidence, chain, db, plays", words[0]);
	if (count - 1 != commands[i].arguments)
		return err_set(err, ERR_USAGE, "%s takes %s", words[0],
		    commands[i].arguments == 1 ? "one argument"
					       : "no arguments");
	options->command = (enum verify_command)i;
	options->subject = words[count - 1];
	return 0;
}

int
verify_options_parse(
    int argc, char **argv, struct verify_options *options, struct err *err)
{
	int option;

	while ((option = getopt_long(
		    argc, argv, "d:hJk:o:V", LONG_OPTIONS, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? HELP
					    : "pop-verify " POP_VERSION "\n",
			    stdout);
			return 1;
		}
		if (take_option(option, optarg, options, err) != 0)
			return -1;
	}
	if (take_command(argc - optind, argv + optind, options, err) != 0)
		return -1;
	return check_options(options, err);
}
