#include "cmd/aggregate_check.h"

static int
check_days(const struct day_choice *days, struct err *err)
{
	int ways = days->has_date + (days->has_from || days->has_to) +
		   days->has_days_ago;

	if (ways > 1)
		return err_set(err, ERR_USAGE,
		    "--date, --days-ago and --from with --to exclude each "
		    "other");
	if (days->has_from != days->has_to)
		return err_set(
		    err, ERR_USAGE, "--from and --to belong together");
	if (days->has_from && date_compare(days->from, days->to) > 0)
		return err_set(err, ERR_USAGE, "--from is later than --to");
	return 0;
}

static int
check_correction(const struct aggregate_command *command, struct err *err)
{
	const struct day_choice *days = &command->days;

	if (command->mode != MODE_CORRECT) {
		if (!command->has_reason && !command->note &&
		    command->excluded_devices.count == 0)
			return 0;
		return err_set(err, ERR_USAGE,
		    "--reason, --note and --exclude-device need --correct");
	}
	if (!days->has_date || !command->has_campaign || !command->has_reason)
		return err_set(err, ERR_USAGE,
		    "--correct needs --date, --campaign and --reason");
	return 0;
}

/* The nights of the archive, and before anything is published again. */
static int
check_recovery(const struct aggregate_command *command, struct err *err)
{
	const struct day_choice *days = &command->days;

	if (!command->archive)
		return 0;
	if (command->mode != MODE_RECOVER || days->has_date || days->has_from ||
	    days->has_days_ago || command->has_campaign ||
	    command->publish.directory)
		return err_set(err, ERR_USAGE,
		    "--recover goes with no other thing to do, no day and no "
		    "--publish");
	return 0;
}

static int
check_modes(const struct aggregate_command *command, struct err *err)
{
	static const char *const options[] = {
	    [MODE_STATUS] = "status",
	    [MODE_EXPLAIN] = "explain",
	    [MODE_SEALS] = "seals",
	    [MODE_CORRECT] = "correct",
	    [MODE_RECOVER] = "recover",
	};

	if (command->other == MODE_RUN)
		return 0;
	return err_set(err, ERR_USAGE, "--%s and --%s exclude each other",
	    options[command->other], options[command->mode]);
}

/* What shows things, and writes nothing. */
static int
check_looking(const struct aggregate_command *command, struct err *err)
{
	const struct day_choice *days = &command->days;
	const bool one_day = days->has_date || days->has_days_ago;

	if (command->mode == MODE_SEALS &&
	    (one_day || days->has_from || days->has_to ||
		command->has_campaign))
		return err_set(err, ERR_USAGE,
		    "--seals prints the whole chain, not days or campaigns");
	if (command->mode == MODE_STATUS && command->has_campaign)
		return err_set(
		    err, ERR_USAGE, "--status is about days, not campaigns");
	if (command->mode == MODE_STATUS && one_day)
		return err_set(err, ERR_USAGE,
		    "--status takes its days by --from and --to");
	if (command->mode == MODE_EXPLAIN && (!one_day || command->json))
		return err_set(err, ERR_USAGE,
		    "--explain needs --date, and knows no --json");
	if (command->run.dry_run && command->json && command->has_campaign)
		return err_set(err, ERR_USAGE,
		    "--json is of whole days, without --campaign");
	if (command->metrics_file &&
	    (command->run.dry_run ||
		(command->mode != MODE_RUN && command->mode != MODE_CORRECT)))
		return err_set(err, ERR_USAGE,
		    "--metrics-file is for runs that seal or correct");
	return 0;
}

int
aggregate_check(
    const struct aggregate_command *command, int operands, struct err *err)
{
	if (operands > 0)
		return err_set(err, ERR_USAGE, "too many arguments");
	if (command->mode == MODE_RUN && command->has_campaign &&
	    !command->run.dry_run)
		return err_set(err, ERR_USAGE,
		    "--campaign needs --dry-run: a day is sealed whole");
	if (command->mode != MODE_RUN && command->run.dry_run)
		return err_set(
		    err, ERR_USAGE, "--dry-run goes with no other thing to do");
	if (!command->publish.directory &&
	    (command->publish.sign_key || command->publish.hook))
		return err_set(
		    err, ERR_USAGE, "--sign-key and --hook need --publish");
	if (check_modes(command, err) != 0 || check_looking(command, err) != 0)
		return -1;
	if (check_correction(command, err) != 0 ||
	    check_recovery(command, err) != 0)
		return -1;
	return check_days(&command->days, err);
}
