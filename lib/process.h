/*
 * Runs another program, without a shell, and waits for it.
 */
#ifndef LIB_PROCESS_H
#define LIB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/err.h"

struct process {
	const char *path;               /* found in PATH if it has no slash */
	const char *const *arguments;   /* the first is the name, NULL ends */
	const char *const *environment; /* all of it, NULL ends */
	const void *input;              /* standard input, or NULL: empty */
	size_t input_length;
	const void *extra; /* readable as /dev/fd/3, or NULL */
	size_t extra_length;
	struct buf *output; /* takes standard output, or NULL: discarded */
	bool talks;         /* keeps our stdout and stderr instead */
};

/*
 * Returns the exit status, 128 and the signal's number when it was killed, or
 * -1 with ERR_CONFIG when it could not be run.
 */
int process_run(const struct process *process, struct err *err);

#endif
