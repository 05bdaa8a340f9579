#include "lib/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXTRA_FD 3

/*
 * An unlinked file with these bytes, to be read from the start.  Unlike a pipe
 * it cannot block, however long they are.
 */
static FILE *
make_input(const void *data, size_t length, struct err *err)
{
	FILE *file = tmpfile();

	if (file && (length == 0 || fwrite(data, length, 1, file) == 1) &&
	    fflush(file) == 0 && lseek(fileno(file), 0, SEEK_SET) == 0)
		return file;
	err_set(err, ERR_CONFIG, "cannot write a temporary file: %s",
	    strerror(errno));
	if (file)
		fclose(file);
	return NULL;
}

/* Where the child's descriptors come from. */
struct plumbing {
	FILE *input, *extra;
	int out[2]; /* pipe, or -1 */
};

static int
prepare(const struct process *process, struct plumbing *plumbing,
    posix_spawn_file_actions_t *actions, struct err *err)
{
	plumbing->input =
	    make_input(process->input, process->input_length, err);
	if (!plumbing->input)
		return -1;
	posix_spawn_file_actions_adddup2(actions, fileno(plumbing->input), 0);
	if (process->output) {
		if (pipe(plumbing->out) < 0 ||
		    fcntl(plumbing->out[0], F_SETFD, FD_CLOEXEC) < 0 ||
		    fcntl(plumbing->out[1], F_SETFD, FD_CLOEXEC) < 0)
			return err_set(err, ERR_CONFIG,
			    "cannot make a pipe: %s", strerror(errno));
		posix_spawn_file_actions_adddup2(actions, plumbing->out[1], 1);
	} else if (!process->talks)
		posix_spawn_file_actions_addopen(
		    actions, 1, "/dev/null", O_WRONLY, 0);
	if (!process->talks)
		posix_spawn_file_actions_addopen(
		    actions, 2, "/dev/null", O_WRONLY, 0);
	if (!process->extra)
		return 0;
	plumbing->extra =
	    make_input(process->extra, process->extra_length, err);
	if (!plumbing->extra)
		return -1;
	posix_spawn_file_actions_adddup2(
	    actions, fileno(plumbing->extra), EXTRA_FD);
	return 0;
}

static int
spawn(const struct process *process, const posix_spawn_file_actions_t *actions,
    pid_t *child, struct err *err)
{
	posix_spawnattr_t attributes;
	sigset_t none, broken_pipe;
	int problem;

	sigemptyset(&none);
	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
	posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	/* The arrays stay as they are: POSIX left the const out for C89. */
	problem = posix_spawnp(child, process->path, actions, &attributes,
	    (char *const *)(const void *)process->arguments,
	    (char *const *)(const void *)process->environment);
	posix_spawnattr_destroy(&attributes);
	if (problem == 0)
		return 0;
	return err_set(err, ERR_CONFIG, "cannot run \"%s\": %s", process->path,
	    strerror(problem));
}

static void
collect(int fd, struct buf *output)
{
	char block[4096];
	ssize_t length;

	while ((length = read(fd, block, sizeof(block))) != 0) {
		if (length > 0)
			buf_append(output, block, (size_t)length);
		else if (errno != EINTR)
			break;
	}
}

static int
wait_for(pid_t child, const char *path, struct err *err)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return err_set(err, ERR_CONFIG,
			    "cannot wait for \"%s\": %s", path,
			    strerror(errno));
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
process_run(const struct process *process, struct err *err)
{
	struct plumbing plumbing = {.out = {-1, -1}};
	posix_spawn_file_actions_t actions;
	pid_t child;
	int result;

	posix_spawn_file_actions_init(&actions);
	result = prepare(process, &plumbing, &actions, err);
	if (result == 0)
		result = spawn(process, &actions, &child, err);
	if (plumbing.out[1] >= 0)
		close(plumbing.out[1]);
	if (result == 0 && process->output)
		collect(plumbing.out[0], process->output);
	if (plumbing.out[0] >= 0)
		close(plumbing.out[0]);
	if (result == 0)
		result = wait_for(child, process->path, err);
	if (plumbing.input)
		fclose(plumbing.input);
	if (plumbing.extra)
		fclose(plumbing.extra);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}
