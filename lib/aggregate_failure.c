/*
 * A run that failed, or was refused, goes on record.
 */
#include "lib/aggregate.h"
#include "lib/log.h"

/* On the connection there is; false when it is of no use any more. */
static bool
record_here(
    struct aggregate *run, const struct run_entry *entry, struct err *err)
{
	if (db_command(&run->db, "rollback", err) != 0)
		return false;
	if (run_log_add(&run->db, entry, err) == 0)
		return true;
	if (err->kind == ERR_UNAVAILABLE)
		return false;
	log_warning("could not record the failed run: %s", err->message);
	return true;
}

/* A server that is still away is no news: it is what made the run fail. */
static void
record_anew(struct aggregate *run, const struct run_entry *entry)
{
	struct err err;

	db_close(&run->db);
	if (db_connect(&run->db, &run->options->connect, &err) != 0 ||
	    run_log_add(&run->db, entry, &err) != 0)
		log_info("could not record the failed run: %s", err.message);
}

void
aggregate_record_failure(struct aggregate *run, const struct run_entry *entry,
    const struct err *cause)
{
	struct run_entry failure = *entry;
	struct err ignored;

	if (run->source.conn)
		(void)db_command(&run->source, "rollback", &ignored);
	if (run->options->dry_run) {
		(void)db_command(&run->db, "rollback", &ignored);
		return;
	}
	failure.error = cause;
	if (!failure.outcome)
		failure.outcome = run_outcome_of(cause);
	if (!record_here(run, &failure, &ignored))
		record_anew(run, &failure);
}

int
aggregate_refuse_day(struct aggregate *run, struct date date, struct err *err)
{
	const struct run_entry entry = {.date = date};
	char text[DATE_TEXT_SIZE];

	err_set(err, ERR_BUSY, "%s is not over", date_format(date, text));
	aggregate_record_failure(run, &entry, err);
	return -1;
}
