#include "cmd/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"

#define BAR_WIDTH 24
#define USUAL_COLUMNS 80

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

/* A line that is wider than the terminal could not be drawn over. */
static void
draw(const char *line)
{
	struct winsize size;
	int columns = USUAL_COLUMNS;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		columns = size.ws_col;
	fprintf(stderr, "\r%.*s\033[K", columns - 1, line);
	fflush(stderr);
}

void
progress_step(void *arg, enum aggregate_step step, struct date date)
{
	struct progress *progress = arg;
	char text[DATE_TEXT_SIZE];

	snprintf(progress->label, sizeof(progress->label), "%s%s%s",
	    step == AGGREGATE_LOOKING_BACK ? "looking back: " : "",
	    date_format(date, text),
	    step == AGGREGATE_WRITING ? ": writing" : "");
	progress->started = clock_seconds();
	if (progress->shown && step == AGGREGATE_WRITING)
		draw(progress->label);
}

void
progress_update(void *arg, int64_t done, double expected)
{
	static const char full[] = "########################";
	static const char empty[] = "........................";
	const struct progress *progress = arg;
	const double seconds = clock_seconds() - progress->started;
	double fraction = expected > 0 ? (double)done / expected : 0;
	char line[256], left[48] = "";
	int filled;

	if (!progress->shown)
		return;
	/* The planner only estimates: never claim to be done. */
	if (fraction > 0.99)
		fraction = 0.99;
	if (fraction > 0 && fraction < 0.99)
		snprintf(left, sizeof(left), ", %.0f s left",
		    seconds / fraction - seconds);
	filled = (int)(fraction * BAR_WIDTH);
	snprintf(line, sizeof(line),
	    "%s [%.*s%.*s] %" PRId64 " plays, %.0f a second%s", progress->label,
	    filled, full, BAR_WIDTH - filled, empty, done,
	    seconds > 0 ? (double)done / seconds : 0, left);
	draw(line);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		clear(progress);
}
