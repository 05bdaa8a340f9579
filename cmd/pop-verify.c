/*
 * pop-verify: checks sealed records without trusting who keeps them.  Options
 * and messages; the work is in lib/verify_*.c.
 */
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/exit_code.h"
#include "lib/err.h"
#include "lib/evidence.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/sshsig.h"
#include "lib/verify.h"
#include "lib/verify_chain.h"
#include "lib/verify_evidence.h"

static const char PROGRAM[] = "pop-verify";

static const char HELP[] =
    "pop-verify checks sealed proof-of-play records.\n"
    "\n"
    "Usage:\n"
    "  pop-verify evidence FILE --origin NAME --keys FILE\n"
    "  pop-verify chain DIR --origin NAME --keys FILE\n"
    "                   [--head SEQ:HASH | --state FILE]\n"
    "\n"
    "  evidence   one download of an advertiser; no database, no network\n"
    "  chain      a directory of published seals\n"
    "\n"
    "What the verifier knows, and does not take from what is verified:\n"
    "  -o, --origin NAME        who must have sealed\n"
    "  -k, --keys FILE          allowed_signers file of ssh-keygen(1)\n"
    "      --unsigned           chain: do not check signatures\n"
    "      --head SEQ:HASH      chain: a seal known from elsewhere, such as "
    "an invoice\n"
    "      --state FILE         chain: the last seal of the run before, kept "
    "in FILE\n"
    "\n"
    "Other:\n"
    "  -J, --json               the report as one line of JSON\n"
    "  -V, --version            print the version and exit\n"
    "  -h, --help               print this help and exit\n"
    "\n"
    "The first line is the verdict.  Exit status: 0 VALID, 1 TAMPERED,\n"
    "3 INCOMPLETE; 64 usage, 69 database unreachable, 70 a bug, 78 "
    "configuration.\n";

struct options {
	const char *subject; /* FILE or DIR */
	const char *origin;
	const char *keys;
	const char *state;
	struct verify_head head;
	bool unsigned_;
	bool json;
};

enum {
	OPTION_HEAD = 256,
	OPTION_STATE,
	OPTION_UNSIGNED
};

static const struct option LONG_OPTIONS[] = {
    {"head", required_argument, NULL, OPTION_HEAD},
    {"help", no_argument, NULL, 'h'},
    {"json", no_argument, NULL, 'J'},
    {"keys", required_argument, NULL, 'k'},
    {"origin", required_argument, NULL, 'o'},
    {"state", required_argument, NULL, OPTION_STATE},
    {"unsigned", no_argument, NULL, OPTION_UNSIGNED},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static int
take_option(
    int option, const char *value, struct options *options, struct err *err)
{
	switch (option) {
	case 'J':
		options->json = true;
		return 0;
	case 'k':
		options->keys = value;
		return 0;
	case 'o':
		options->origin = value;
		if (seal_is_origin(value))
			return 0;
		return err_set(err, ERR_USAGE,
		    "--origin must be a name of letters, digits and ._:/@+-");
	case OPTION_HEAD:
		if (verify_head_parse(value, &options->head) == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--head must be SEQ:HASH, a number and 64 hexadecimal "
		    "digits, not \"%s\"",
		    value);
	case OPTION_STATE:
		options->state = value;
		return 0;
	case OPTION_UNSIGNED:
		options->unsigned_ = true;
		return 0;
	default: /* getopt has said what is wrong */
		return err_set(err, ERR_USAGE,
		    "Try \"%s --help\" for more information.", PROGRAM);
	}
}

/* ssh-keygen's failure to read its keys must not look like a forgery. */
static int
check_keys(const struct options *options, struct err *err)
{
	if (options->unsigned_ && options->keys)
		return err_set(
		    err, ERR_USAGE, "--keys and --unsigned exclude each other");
	if (options->unsigned_)
		return 0;
	if (!options->keys)
		return err_set(err, ERR_USAGE, "--keys is missing");
	if (access(options->keys, R_OK) != 0)
		return err_set(err, ERR_USAGE,
		    "cannot read the keys file \"%s\"", options->keys);
	return 0;
}

static int
check_options(const struct options *options, struct err *err)
{
	if (!options->origin)
		return err_set(err, ERR_USAGE, "--origin is missing");
	if (options->head.seq > 0 && options->state)
		return err_set(
		    err, ERR_USAGE, "--head and --state exclude each other");
	return check_keys(options, err);
}

static int
run_evidence(const struct options *options, const struct verify_signer *signer,
    struct verify_report *report, struct err *err)
{
	struct buf bundle;
	int result;

	if (options->head.seq > 0 || options->state || !signer)
		return err_set(err, ERR_USAGE,
		    "--head, --state and --unsigned are for chain");
	buf_init(&bundle, EVIDENCE_MAX_LENGTH);
	result = file_read(AT_FDCWD, options->subject, &bundle, err);
	if (result == FILE_MISSING)
		err_set(err, ERR_USAGE, "there is no file \"%s\"",
		    options->subject);
	else if (result >= 0)
		result = verify_evidence(bundle.data, bundle.length,
			     options->origin, signer, report, err) == 0
			     ? FILE_READ
			     : -1;
	buf_release(&bundle);
	return result == FILE_READ ? 0 : -1;
}

/* The head of the run before; a first run has none. */
static int
read_state(const char *file, struct verify_head *head, struct err *err)
{
	struct buf text;
	int found, result = 0;

	buf_init(&text, 4096);
	found = file_read(AT_FDCWD, file, &text, err);
	if (found == FILE_READ && text.length > 0 &&
	    text.data[text.length - 1] == '\n')
		text.data[text.length - 1] = '\0';
	if (found < 0)
		result = -1;
	else if (found != FILE_MISSING &&
		 verify_head_parse(text.data, head) < 0)
		result = err_set(err, ERR_CONFIG,
		    "state file \"%s\" does not hold SEQ:HASH", file);
	buf_release(&text);
	return result;
}

static int
write_state(const char *file, const struct verify_head *head, struct err *err)
{
	char text[VERIFY_HEAD_SIZE + 1], fresh[4096];
	int length = snprintf(fresh, sizeof(fresh), "%s.new", file);

	if ((size_t)length >= sizeof(fresh))
		return err_set(err, ERR_USAGE, "--state is too long");
	verify_head_format(head, text);
	memcpy(text + strlen(text), "\n", 2);
	if (file_write(AT_FDCWD, fresh, 0644, text, strlen(text), err) < 0)
		return -1;
	return file_rename(AT_FDCWD, fresh, file, err);
}

static int
run_chain(const struct options *options, const struct verify_signer *signer,
    struct verify_report *report, struct err *err)
{
	struct verify_chain_options chain = {.directory = options->subject,
	    .origin = options->origin,
	    .signer = signer,
	    .head = options->head};
	struct verify_head newest;

	if (options->state && read_state(options->state, &chain.head, err) < 0)
		return -1;
	if (verify_chain(&chain, report, &newest, err) < 0)
		return -1;
	if (options->state && report->verdict == VERIFY_VALID)
		return write_state(options->state, &newest, err);
	return 0;
}

struct command {
	const char *name;
	int (*run)(const struct options *options,
	    const struct verify_signer *signer, struct verify_report *report,
	    struct err *err);
};

static const struct command COMMANDS[] = {
    {"evidence", run_evidence},
    {"chain", run_chain},
};

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(*COMMANDS); i++) {
		if (strcmp(name, COMMANDS[i].name) == 0)
			return &COMMANDS[i];
	}
	return NULL;
}

/* 0 to go on, 1 when all is done, -1. */
static int
parse_options(int argc, char **argv, const struct command **command,
    struct options *options, struct err *err)
{
	int option;

	while ((option = getopt_long(
		    argc, argv, "hJk:o:V", LONG_OPTIONS, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? HELP
					    : "pop-verify " POP_VERSION "\n",
			    stdout);
			return 1;
		}
		if (take_option(option, optarg, options, err) != 0)
			return -1;
	}
	if (optind == argc)
		return err_set(err, ERR_USAGE,
		    "say what to verify: evidence FILE or chain DIR");
	*command = find_command(argv[optind]);
	if (!*command)
		return err_set(err, ERR_USAGE,
		    "\"%s\" is none of evidence, chain", argv[optind]);
	if (argc - optind != 2)
		return err_set(
		    err, ERR_USAGE, "%s takes one argument", argv[optind]);
	options->subject = argv[optind + 1];
	return check_options(options, err);
}

/* The exit status of the verdict, or -1. */
static int
verify(const struct command *command, const struct options *options,
    struct err *err)
{
	static const int status[] = {
	    [VERIFY_VALID] = 0, [VERIFY_INCOMPLETE] = 3, [VERIFY_TAMPERED] = 1};
	struct sshsig_keys keys = {"ssh-keygen", options->keys};
	struct verify_signer signer = {sshsig_check, &keys};
	struct verify_report report = {0};
	struct buf out;
	int result = -1;

	buf_init(&out, 1 << 20);
	if (command->run(options, options->unsigned_ ? NULL : &signer, &report,
		err) == 0 &&
	    verify_print(&report, options->json, &out, err) == 0) {
		result = status[report.verdict];
		if (fputs(out.data, stdout) < 0 || fflush(stdout) != 0)
			result = err_set(err, ERR_UNAVAILABLE,
			    "could not write to standard output");
	}
	verify_release(&report);
	buf_release(&out);
	return result;
}

int
main(int argc, char **argv)
{
	const struct command *command = COMMANDS;
	struct options options = {0};
	struct err err = {0};
	int result;

	log_init(PROGRAM, LOG_LEVEL_WARNING, false);
	result = parse_options(argc, argv, &command, &options, &err);
	if (result == 0)
		result = verify(command, &options, &err);
	else if (result > 0)
		result = fflush(stdout) == 0
			     ? 0
			     : err_set(&err, ERR_UNAVAILABLE,
				   "could not write to standard output");
	if (result < 0) {
		log_err(&err);
		return exit_code(err.kind);
	}
	return result;
}
