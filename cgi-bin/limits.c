#include "cgi-bin/limits.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/log.h"

#define MEMORY ((rlim_t)512 << 20)
#define CPU_SECONDS 30
#define DESCRIPTORS 64

static volatile sig_atomic_t answering;

/* What is said when the time is up; a signal handler cannot format. */
static struct {
	char answer[1024], line[256];
	size_t answer_length, line_length;
} late;

static void
time_is_up(int signal_number)
{
	(void)signal_number;
	if (!answering && late.answer_length > 0 &&
	    write(STDOUT_FILENO, late.answer, late.answer_length) > 0 &&
	    write(STDERR_FILENO, late.line, late.line_length) > 0)
		_exit(0);
	_exit(1);
}

void
limits_answer_late_with(const char *answer, size_t length, const char *id)
{
	if (length > sizeof(late.answer))
		return;
	memcpy(late.answer, answer, length);
	late.answer_length = length;
	late.line_length = (size_t)snprintf(late.line, sizeof(late.line),
	    "proof-of-play.cgi: error: out of time, no report made id=%s\n",
	    id);
}

static void
limit(int resource, rlim_t most, const char *what)
{
	struct rlimit value;

	if (getrlimit(resource, &value) != 0)
		return;
	if (value.rlim_max != RLIM_INFINITY && value.rlim_max < most)
		most = value.rlim_max;
	value.rlim_cur = value.rlim_max = most;
	if (setrlimit(resource, &value) != 0)
		log_warning("could not limit %s: %s", what, strerror(errno));
}

static bool
is_regular(int descriptor)
{
	struct stat status;

	return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

void
limits_init(void)
{
	struct sigaction action;

	umask(077);
	limit(RLIMIT_CORE, 0, "core dumps");
	limit(RLIMIT_CPU, CPU_SECONDS, "processor time");
	limit(RLIMIT_NOFILE, DESCRIPTORS, "open files");
	if (!LIMITS_SANITIZED)
		limit(RLIMIT_AS, MEMORY, "memory");
	/* Some servers hand over their log file, which may be of any size. */
	if (!is_regular(STDOUT_FILENO) && !is_regular(STDERR_FILENO))
		limit(RLIMIT_FSIZE, 0, "file sizes");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_warning("could not set no_new_privs: %s", strerror(errno));
	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	action.sa_handler = time_is_up;
	sigaction(SIGALRM, &action, NULL);
	alarm(LIMIT_WALL_CLOCK_SECONDS);
}

void
limits_answer_begins(void)
{
	answering = 1;
}
