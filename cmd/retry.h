/*
 * Doing a thing again until it works: what fails for a while only is worth
 * another try, after a pause that grows.
 */
#ifndef CMD_RETRY_H
#define CMD_RETRY_H

#include <stdbool.h>

#include "lib/err.h"

struct retry {
	unsigned limit_s; /* from the first failure on; 0: no other try */
	bool failing;     /* since the last progress */
	double deadline;  /* on lib/clock.h's clock, when failing */
	double pause_s;   /* the next one */
	bool lost;        /* the database, at some time */
};

void retry_init(struct retry *retry, unsigned limit_s);

/* Something was done: time and pauses begin anew with the next failure. */
void retry_progress(struct retry *retry);

/*
 * After a failure: says that it will be tried again, waits and returns true;
 * false to give up.
 */
bool retry_pause(struct retry *retry, const struct err *err);

#endif
