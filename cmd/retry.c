#include "cmd/retry.h"

#include <string.h>
#include <unistd.h>

#include "lib/log.h"

void
retry_init(struct retry *retry, unsigned limit_s)
{
	retry->limit_s = limit_s;
	retry->waited_s = 0;
	retry->pause_s = 1;
}

/* Worth another try: the server went away, or two transactions met. */
static bool
is_passing(const struct err *err)
{
	return err->kind == ERR_UNAVAILABLE ||
	       strncmp(err->sqlstate, "40", 2) == 0;
}

bool
retry_pause(struct retry *retry, const struct err *err)
{
	unsigned pause = retry->pause_s;

	if (!is_passing(err) || retry->waited_s >= retry->limit_s)
		return false;
	if (pause > retry->limit_s - retry->waited_s)
		pause = retry->limit_s - retry->waited_s;
	log_info("%s; trying again in %u s", err->message, pause);
	sleep(pause);
	retry->waited_s += pause;
	retry->pause_s = pause < 32 ? pause * 2 : 60;
	return true;
}
