/*
 * Doing a thing again until it works: what fails for a while only is worth
 * another try, after a pause that grows.
 */
#ifndef CMD_RETRY_H
#define CMD_RETRY_H

#include <stdbool.h>

#include "lib/err.h"

struct retry {
	unsigned limit_s; /* of all pauses together */
	unsigned waited_s;
	unsigned pause_s; /* the next one */
};

void retry_init(struct retry *retry, unsigned limit_s);

/*
 * After a failure: says that it will be tried again, waits and returns true;
 * false to give up.
 */
bool retry_pause(struct retry *retry, const struct err *err);

#endif
