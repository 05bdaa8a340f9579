#include "lib/publish.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/process.h"

/* What the hook gets to know beyond the caller's environment. */
struct words {
	char directory[4200];
	char seal[4200];
	char seq[64];
	const char **environment;
};

static int
make_words(struct words *words, const struct publish_options *options,
    int64_t seq, struct err *err)
{
	size_t count = 0;

	while (options->environment[count])
		count++;
	words->environment = calloc(count + 4, sizeof(*words->environment));
	if (!words->environment)
		return err_memory(err);
	if (count > 0)
		memcpy(words->environment, options->environment,
		    count * sizeof(*words->environment));
	snprintf(words->directory, sizeof(words->directory),
	    "POP_PUBLISH_DIR=%s", options->directory);
	snprintf(words->seal, sizeof(words->seal),
	    "POP_SEAL=%s/%06" PRId64 ".seal", options->directory, seq);
	snprintf(words->seq, sizeof(words->seq), "POP_SEAL_SEQ=%" PRId64, seq);
	words->environment[count++] = words->directory;
	words->environment[count++] = words->seal;
	words->environment[count] = words->seq;
	return 0;
}

static int
run_hook(const struct publish_options *options, int64_t seq, struct err *err)
{
	const char *const arguments[] = {
	    "timeout", "-k", "10", "300", "/bin/sh", "-c", options->hook, NULL};
	struct words words;
	int status;

	if (make_words(&words, options, seq, err) < 0)
		return -1;
	status = process_run(&(struct process){.path = "timeout",
				 .arguments = arguments,
				 .environment = words.environment,
				 .talks = true},
	    err);
	free(words.environment);
	if (status > 0)
		return err_set(err, ERR_CONFIG,
		    "the hook failed with exit status %d", status);
	return status;
}

int
publish_notify(struct publish *publish, struct err *err)
{
	const struct publish_options *options = publish->options;
	struct publish_head head;

	if (!options->hook ||
	    faccessat(publish->directory, PUBLISH_PENDING, F_OK, 0) < 0)
		return 0;
	if (publish_read_head(publish, &head, err) < 0)
		return -1;
	if (head.complete == 0)
		return 0;
	if (options->point)
		options->point("hook");
	if (run_hook(options, head.complete, err) < 0)
		return -1;
	if (options->point)
		options->point("hooked");
	return file_remove(publish->directory, PUBLISH_PENDING, err);
}
