/*
 * A progress bar on a terminal: the date, and of its plays those that are read,
 * how many a second, and the time left; or that it is being written.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/aggregate.h"
#include "lib/date.h"

struct progress {
	bool shown;
	char label[48]; /* the date, and what is done with it */
	double started; /* as clock_seconds has it */
};

/*
 * Shows a bar only if stderr is a terminal that can redraw a line, and
 * neither `refused` nor NO_COLOR in the environment asks for plain output.
 */
void progress_init(struct progress *progress, bool refused);

/* Another date, or another step; `arg` is the struct progress. */
void progress_step(void *arg, enum aggregate_step step, struct date date);

/* Redraws; `arg` as above.  expected is an estimate or 0. */
void progress_update(void *arg, int64_t done, double expected);

/* Wipes the bar. */
void progress_end(struct progress *progress);

#endif
