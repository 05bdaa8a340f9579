/*
 * Preloaded into pop-aggregate, numbers its steps as the world outside sees
 * them: each message to PostgreSQL, each fsync and rename, each program that
 * is run, each line to syslog, which goes no further.  The programs need no
 * hooks for it.
 *
 *	FAULT_LOG=FILE   appends "N what" for each step
 *	FAULT_AT=N       what FAULT says happens at the Nth:
 *	FAULT=kill       the process is killed before the step
 *	FAULT=cut        the connection is cut after the message was sent
 *	FAULT=COMMAND    the shell runs this before the step
 */
#define _GNU_SOURCE /* NOLINT: for RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#define WHAT_SIZE 4096

static atomic_long steps;
static long at;
static const char *fault, *logged;

/* The next function of this name, by way of memory: no cast is allowed. */
#define NEXT(function, name)                                  \
	do {                                                  \
		void *symbol = dlsym(RTLD_NEXT, name);        \
		memcpy(&(function), &symbol, sizeof(symbol)); \
	} while (0)

__attribute__((constructor)) static void
start(void)
{
	const char *number = getenv("FAULT_AT");

	if (strcmp(program_invocation_short_name, "pop-aggregate") != 0)
		return;
	fault = getenv("FAULT");
	logged = getenv("FAULT_LOG");
	at = number ? strtol(number, NULL, 10) : 0;
}

static void
run_command(void)
{
	unsetenv("LD_PRELOAD");
	if (system(fault) != 0) /* NOLINT: that is its purpose */
		_exit(99);
}

/* Counts a step; true when the connection is to be cut after it. */
static bool
step(const char *what)
{
	long number = ++steps;
	FILE *log = logged ? fopen(logged, "ae") : NULL;

	if (log) {
		fprintf(log, "%ld %s\n", number, what);
		fclose(log);
	}
	if (!fault || number != at)
		return false;
	if (strcmp(fault, "cut") == 0)
		return true;
	if (strcmp(fault, "kill") == 0)
		kill(getpid(), SIGKILL);
	else
		run_command();
	return false;
}

/* What messages of the frontend say: all that can be read, COPY data aside. */
static void
describe(const char *data, size_t length, char what[WHAT_SIZE])
{
	size_t n;

	n = (size_t)snprintf(what, WHAT_SIZE, "send ");
	for (size_t i = 0; i < length && n < WHAT_SIZE - 1; i++) {
		if (data[i] > ' ' && data[i] <= '~')
			what[n++] = data[i];
		else if (what[n - 1] != ' ')
			what[n++] = ' ';
		if (i == 0 && data[i] == 'd')
			break;
	}
	what[n] = '\0';
}

ssize_t
send(int fd, const void *data, size_t length, int flags)
{
	static ssize_t (*next)(int, const void *, size_t, int);
	char what[WHAT_SIZE];
	ssize_t result;
	bool cut;

	if (!next)
		NEXT(next, "send");
	describe(data, length, what);
	cut = step(what);
	result = next(fd, data, length, flags);
	if (cut)
		shutdown(fd, SHUT_RDWR);
	return result;
}

int
fsync(int fd)
{
	static int (*next)(int);

	if (!next)
		NEXT(next, "fsync");
	step("fsync");
	return next(fd);
}

int
renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	static int (*next)(int, const char *, int, const char *);
	char what[WHAT_SIZE];

	if (!next)
		NEXT(next, "renameat");
	snprintf(what, sizeof(what), "rename %s", to);
	step(what);
	return next(from_directory, from, to_directory, to);
}

int
posix_spawnp(pid_t *child, const char *file,
    const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, char *const argv[],
    char *const environment[])
{
	static int (*next)(pid_t *, const char *,
	    const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
	    char *const[], char *const[]);
	char what[WHAT_SIZE];

	if (!next)
		NEXT(next, "posix_spawnp");
	snprintf(what, sizeof(what), "run %s %s %s", file, argv[1], argv[2]);
	step(what);
	return next(child, file, actions, attributes, argv, environment);
}

static void
log_step(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));

static void
log_step(const char *format, va_list ap)
{
	char line[WHAT_SIZE - 8], what[WHAT_SIZE];

	vsnprintf(line, sizeof(line), format, ap);
	snprintf(what, sizeof(what), "syslog %s", line);
	step(what);
}

void
syslog(int priority, const char *format, ...)
{
	va_list ap;

	(void)priority;
	va_start(ap, format);
	log_step(format, ap);
	va_end(ap);
}

/* What a fortified program calls.  NOLINTBEGIN(bugprone-reserved-identifier) */
void __syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list ap;

	(void)priority;
	(void)flag;
	va_start(ap, format);
	log_step(format, ap);
	va_end(ap);
}
/* NOLINTEND(bugprone-reserved-identifier) */
