/*
 * The publication directory: what leaves the database so that others can hold
 * it against us.  For each seal NNNNNN
 *
 *	NNNNNN.records   canonical records, a line each; private, mode 0600
 *	NNNNNN.devices   the devices behind them; private too
 *	NNNNNN.leaves    their leaves in hexadecimal, a line each
 *	NNNNNN.seal      the seal
 *	NNNNNN.seal.sig  ssh-keygen's signature, when there is a key
 *
 * each written under a temporary name, synced and renamed, in this order: the
 * last one that is configured says that the seal is published.  Beside them
 * stands allowed_signers, the public keys.  All of it is a function of
 * committed data: publishing again gives the same bytes, after whatever kill.
 * Pure file work, no database.
 */
#ifndef LIB_PUBLISH_H
#define LIB_PUBLISH_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/file_stream.h"
#include "lib/seal.h"

/* Stands in the directory while the hook has not succeeded. */
#define PUBLISH_PENDING ".hook-pending"

struct publish_options {
	const char *directory;
	const char *origin;
	const char *sign_key;   /* private key file, or NULL: unsigned */
	const char *hook;       /* shell command, or NULL */
	const char *ssh_keygen; /* the program */
	const char *const *environment; /* of the hook, NULL ends */
	/* Called at each step with its name, for tests; or NULL. */
	void (*point)(const char *name);
};

struct publish {
	const struct publish_options *options;
	int directory;
};

/* What is there already. */
struct publish_head {
	int64_t complete;          /* 1 to this are published; 0: none is */
	int64_t seq;               /* the newest seal file; 0: none */
	char text[SEAL_TEXT_SIZE]; /* and its bytes */
	size_t length;
};

/* One seal to publish. */
struct publication {
	const char *seal; /* the file's text */
	size_t seal_length;
	const char *records; /* its canonical lines, each with a newline */
	size_t records_length;
	/* Writes the file of the devices, see lib/device_groups.h. */
	int (*devices)(void *arg, struct file_stream *out, struct err *err);
	void *arg;
};

/*
 * Opens the directory, which must exist, and locks it: ERR_BUSY when another
 * run has it.  `options` is borrowed until publish_close.
 */
int publish_open(struct publish *publish, const struct publish_options *options,
    struct err *err);
void publish_close(struct publish *publish);

/* Looks what is there; the caller holds the newest seal against its own. */
int publish_read_head(
    struct publish *publish, struct publish_head *head, struct err *err);

/*
 * Publishes a seal, or finishes doing so.  ERR_DATA when the records are not
 * those of the seal, or a file is there with other bytes: nothing is ever
 * replaced or signed then.  ERR_CONFIG when key or allowed_signers are not
 * right, ERR_BUSY when the disk is full.
 */
int publish_seal(struct publish *publish, const struct publication *publication,
    struct err *err);

/*
 * Runs the hook when a seal was published since it last succeeded, with
 * POP_PUBLISH_DIR, POP_SEAL (the newest seal's path) and POP_SEAL_SEQ in its
 * environment, five minutes at most.  Returns 0, or -1 with ERR_CONFIG when it
 * failed; it is tried again by the next call.
 */
int publish_notify(struct publish *publish, struct err *err);

#endif
