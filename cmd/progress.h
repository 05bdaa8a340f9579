/*
 * A progress bar on a terminal: rows, rows a second, time left.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	bool shown;
	const char *label; /* borrowed: the date */
	struct timespec started;
};

/*
 * Shows a bar only if stderr is a terminal that can redraw a line, and
 * neither `refused` nor NO_COLOR in the environment asks for plain output.
 */
void progress_init(struct progress *progress, bool refused);

void progress_start(struct progress *progress, const char *label);

/* Redraws; `arg` is the struct progress.  expected is an estimate or 0. */
void progress_update(void *arg, int64_t done, double expected);

/* Wipes the bar. */
void progress_end(struct progress *progress);

#endif
