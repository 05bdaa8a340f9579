#include "cmd/retry.h"

#include <string.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/log.h"

#define FIRST_PAUSE_S 1.0
#define LONGEST_PAUSE_S 60.0

void
retry_init(struct retry *retry, unsigned limit_s)
{
	memset(retry, 0, sizeof(*retry));
	retry->limit_s = limit_s;
	retry->pause_s = FIRST_PAUSE_S;
}

void
retry_progress(struct retry *retry)
{
	retry->failing = false;
	retry->pause_s = FIRST_PAUSE_S;
}

/*
 * Worth another try: the server went away, or two transactions met.  When a
 * connection was lost, the run that holds the lock may be our own: its server
 * process has not noticed yet.
 */
static bool
is_passing(const struct retry *retry, const struct err *err)
{
	return err->kind == ERR_UNAVAILABLE ||
	       (err->kind == ERR_LOCKED && retry->lost) ||
	       strncmp(err->sqlstate, "40", 2) == 0;
}

static void
wait_for(double seconds)
{
	struct timespec pause;

	pause.tv_sec = (time_t)seconds;
	pause.tv_nsec = (long)((seconds - (double)pause.tv_sec) * 1e9);
	nanosleep(&pause, NULL);
}

bool
retry_pause(struct retry *retry, const struct err *err)
{
	double pause = retry->pause_s, left;

	retry->lost = retry->lost || err->kind == ERR_UNAVAILABLE;
	if (!is_passing(retry, err))
		return false;
	if (!retry->failing)
		retry->deadline = clock_seconds() + retry->limit_s;
	retry->failing = true;
	left = retry->deadline - clock_seconds();
	if (left <= 0)
		return false;
	if (pause > left)
		pause = left;
	log_info("%s; trying again in %.1f s", err->message, pause);
	wait_for(pause);
	retry->pause_s =
	    pause * 2 < LONGEST_PAUSE_S ? pause * 2 : LONGEST_PAUSE_S;
	return true;
}
