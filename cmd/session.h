/*
 * A run of pop-aggregate, however often it is tried: which days it is about,
 * how far it has come, and what is said about each.
 */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include <stdbool.h>

#include "cmd/aggregate_options.h"
#include "cmd/metrics.h"
#include "cmd/progress.h"
#include "lib/aggregate.h"
#include "lib/date.h"
#include "lib/err.h"

struct session {
	const struct aggregate_command *command;
	struct aggregate aggregate;
	struct progress progress;
	struct metrics metrics;
	bool planned;           /* next and last are known */
	struct date next, last; /* days to do; none when next > last */
	int done;               /* days, without those that never were */
	struct date first_done, last_done;
	bool looked;                            /* back, or began to */
	struct date looked_at;                  /* last */
	struct aggregate_corrections corrected; /* by --correct, so far */
};

/*
 * Works out which days to do, once the database can be asked.  ERR_BUSY when a
 * range has a day that is not over.
 */
int session_plan_days(struct session *session, struct err *err);

/* Does the days that are left, then looks back; stops at what fails first. */
int session_do_days(struct session *session, struct err *err);

/* Says what was corrected. */
int session_report_corrections(struct session *session,
    const struct aggregate_corrections *result, struct err *err);

#endif
