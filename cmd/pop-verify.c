/*
 * pop-verify: checks sealed records without trusting who keeps them.  One call
 * of what is in lib/verify_*.c, its report, its exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cmd/exit_code.h"
#include "cmd/verify_options.h"
#include "lib/err.h"
#include "lib/evidence.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/sshsig.h"
#include "lib/verify.h"
#include "lib/verify_chain.h"
#include "lib/verify_db.h"
#include "lib/verify_evidence.h"
#include "lib/verify_plays.h"

static int
run_evidence(const struct verify_options *options,
    const struct verify_signer *signer, struct verify_report *report,
    struct err *err)
{
	struct buf bundle;
	int result;

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

/* Chain or database, with the head that is known or remembered. */
static int
run_history(const struct verify_options *options,
    const struct verify_signer *signer, struct verify_report *report,
    struct err *err)
{
	struct verify_chain_options chain = {.directory = options->subject,
	    .origin = options->origin,
	    .signer = signer,
	    .head = options->head};
	struct verify_db_options db = {
	    .connect = {.conninfo = options->conninfo,
		.program = VERIFY_PROGRAM,
		.read_only = true},
	    .origin = options->origin,
	    .signer = signer,
	    .directories = options->directories,
	    .directory_count = options->directory_count};
	struct verify_head newest;
	int result;

	if (options->state &&
	    verify_head_load(options->state, &chain.head, err) < 0)
		return -1;
	db.head = chain.head;
	result = options->command == VERIFY_COMMAND_CHAIN
		     ? verify_chain(&chain, report, &newest, err)
		     : verify_db(&db, report, &newest, err);
	if (result == 0 && options->state && report->verdict == VERIFY_VALID)
		return verify_head_save(options->state, &newest, err);
	return result;
}

static int
run_plays(const struct verify_options *options, struct verify_report *report,
    struct err *err)
{
	struct verify_plays_options plays = {
	    .connect = {.conninfo = options->conninfo,
		.program = VERIFY_PROGRAM,
		.read_only = true},
	    .source = options->source,
	    .first = options->first,
	    .last = options->last};

	return verify_plays(&plays, report, err);
}

static int
run(const struct verify_options *options, const struct verify_signer *signer,
    struct verify_report *report, struct err *err)
{
	switch (options->command) {
	case VERIFY_COMMAND_EVIDENCE:
		return run_evidence(options, signer, report, err);
	case VERIFY_COMMAND_PLAYS:
		return run_plays(options, report, err);
	case VERIFY_COMMAND_CHAIN:
	case VERIFY_COMMAND_DB:
		break;
	}
	return run_history(options, signer, report, err);
}

/* The exit status of the verdict, or -1. */
static int
verify(const struct verify_options *options, struct err *err)
{
	static const int status[] = {
	    [VERIFY_VALID] = 0, [VERIFY_INCOMPLETE] = 3, [VERIFY_TAMPERED] = 1};
	struct sshsig_keys keys = {"ssh-keygen", options->keys};
	struct verify_signer with = {sshsig_check, &keys};
	const struct verify_signer *signer = options->keys ? &with : NULL;
	struct verify_report report = {0};
	struct buf out;
	int result;

	buf_init(&out, 1 << 20);
	result = run(options, signer, &report, err);
	if (result == 0)
		result = verify_print(&report, options->json, &out, err);
	if (result == 0) {
		fputs(out.data, stdout);
		result = status[report.verdict];
	}
	verify_release(&report);
	buf_release(&out);
	return result;
}

int
main(int argc, char **argv)
{
	struct verify_options options = {0};
	struct err err = {0};
	int result;

	log_init(VERIFY_PROGRAM, LOG_LEVEL_WARNING, false);
	result = verify_options_parse(argc, argv, &options, &err);
	if (result == 0)
		result = verify(&options, &err);
	else if (result > 0)
		result = 0;
	if (result >= 0 && fflush(stdout) != 0)
		result = err_set(&err, ERR_UNAVAILABLE,
		    "could not write to standard output: %s", strerror(errno));
	if (result < 0) {
		log_err(&err);
		return exit_code(err.kind);
	}
	return result;
}
