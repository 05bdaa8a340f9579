#include "cmd/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"

#define BAR_WIDTH 24

/* So that a line of the log does not stand behind the bar. */
static void
clear(void *arg)
{
	(void)arg;
	fputs("\r\033[K", stderr);
}

void
progress_init(struct progress *progress, bool refused)
{
	const char *terminal = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	memset(progress, 0, sizeof(*progress));
	progress->shown = !refused && isatty(STDERR_FILENO) && terminal &&
			  strcmp(terminal, "dumb") != 0 &&
			  (!no_color || !*no_color);
	if (progress->shown)
		log_before(clear, progress);
}

void
progress_start(struct progress *progress, const char *label)
{
	progress->label = label;
	clock_gettime(CLOCK_MONOTONIC, &progress->started);
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

static void
draw_bar(double fraction)
{
	int filled = (int)(fraction * BAR_WIDTH);

	for (int i = 0; i < BAR_WIDTH; i++)
		fputc(i < filled ? '#' : '.', stderr);
}

void
progress_update(void *arg, int64_t done, double expected)
{
	const struct progress *progress = arg;
	double seconds, rate, fraction;

	if (!progress->shown)
		return;
	seconds = seconds_since(&progress->started);
	rate = seconds > 0 ? (double)done / seconds : 0;
	/* The planner only estimates: never claim to be done. */
	fraction = expected > 0 ? (double)done / expected : 0;
	if (fraction > 0.99)
		fraction = 0.99;
	fprintf(stderr, "\r%s [", progress->label);
	draw_bar(fraction);
	fprintf(stderr, "] %" PRId64 " plays, %.0f a second", done, rate);
	if (fraction > 0 && fraction < 0.99)
		fprintf(stderr, ", about %.0f s left",
		    seconds / fraction - seconds);
	fputs("\033[K", stderr);
	fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		clear(progress);
}
