/* lib/policy, lib/day: verdicts in their order, reasons, hours. */
#include <string.h>

#include "lib/day.h"
#include "lib/policy.h"
#include "tests/unit/unit.h"

#define SECOND INT64_C(1000000)

static struct policy policy = {
    .max_duration_seconds = 86400, .clock_skew_seconds = 600, .dedupe = true};

static struct play
good_play(void)
{
	return (struct play){.has_duration = true,
	    .duration_seconds = 15,
	    .status = "COMPLETED",
	    .status_length = 9};
}

static void
set_status(struct play *play, const char *status)
{
	play->status = status;
	play->status_length = status ? strlen(status) : 0;
}

START_TEST(status_without_case)
{
	static const char *const counted[] = {
	    "completed", "COMPLETED", "CompLeted", "played"};
	static const char *const others[] = {
	    "", "COMPLETE", "COMPLETEDx", " completed", "PARTIAL"};
	struct play play = good_play();

	for (size_t i = 0; i < 4; i++) {
		set_status(&play, counted[i]);
		ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_COUNTED);
	}
	for (size_t i = 0; i < 5; i++) {
		set_status(&play, others[i]);
		ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_STATUS);
	}
	set_status(&play, NULL);
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_STATUS);
}
END_TEST

START_TEST(durations)
{
	struct play play = good_play();

	play.duration_seconds = 86400;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_COUNTED);
	play.duration_seconds = 86401;
	ck_assert_int_eq(
	    policy_judge(&policy, &play), VERDICT_DURATION_TOO_LONG);
	play.duration_seconds = 0;
	ck_assert_int_eq(
	    policy_judge(&policy, &play), VERDICT_DURATION_INVALID);
	play.duration_seconds = -1;
	ck_assert_int_eq(
	    policy_judge(&policy, &play), VERDICT_DURATION_INVALID);
	play.duration_seconds = 15;
	play.has_duration = false;
	ck_assert_int_eq(
	    policy_judge(&policy, &play), VERDICT_DURATION_INVALID);
}
END_TEST

START_TEST(clock_skew_to_the_microsecond)
{
	struct play play = good_play();

	play.has_received = true;
	play.received_at = 1000 * SECOND;
	play.started_at = 1600 * SECOND;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_COUNTED);
	play.started_at++;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_CLOCK_AHEAD);
	play.has_received = false;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_COUNTED);
	play.has_received = true;
	play.received_at = INT64_MAX; /* infinity */
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_COUNTED);
	play.received_at = INT64_MIN; /* -infinity */
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_CLOCK_AHEAD);
}
END_TEST

START_TEST(the_first_rule_wins)
{
	struct play play = good_play();

	set_status(&play, "ERROR");
	play.duration_seconds = 0;
	play.has_received = true;
	play.started_at = 9000 * SECOND;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_STATUS);
	set_status(&play, "completed");
	ck_assert_int_eq(
	    policy_judge(&policy, &play), VERDICT_DURATION_INVALID);
	play.duration_seconds = 1;
	ck_assert_int_eq(policy_judge(&policy, &play), VERDICT_CLOCK_AHEAD);
}
END_TEST

START_TEST(reasons)
{
	char reason[REASON_SIZE];
	char status[500];
	struct play play = good_play();

	set_status(&play, "PARTIAL");
	ck_assert_str_eq(
	    policy_reason(VERDICT_STATUS, &play, reason), "status_partial");
	set_status(&play, NULL);
	ck_assert_str_eq(
	    policy_reason(VERDICT_STATUS, &play, reason), "status_none");
	set_status(&play, "");
	ck_assert_str_eq(
	    policy_reason(VERDICT_STATUS, &play, reason), "status_none");
	ck_assert_str_eq(
	    policy_reason(VERDICT_DUPLICATE, &play, reason), "duplicate");
	memset(status, 'X', sizeof(status) - 1);
	status[sizeof(status) - 1] = '\0';
	set_status(&play, status);
	policy_reason(VERDICT_STATUS, &play, reason);
	ck_assert_uint_eq(strlen(reason), 64);
	ck_assert_int_eq(reason[63], 'x');
}
END_TEST

START_TEST(a_reason_is_never_cut_inside_a_character)
{
	char reason[REASON_SIZE];
	char status[401];
	struct play play = good_play();

	for (size_t i = 0; i < 100; i++)
		memcpy(status + i * 4, "\xf0\x9f\x8e\x89", 4);
	status[400] = '\0';
	set_status(&play, status);
	policy_reason(VERDICT_STATUS, &play, reason);
	/* 7 characters of "status_" and 57 of four bytes each. */
	ck_assert_uint_eq(strlen(reason), 7 + 57 * 4);
}
END_TEST

START_TEST(hours_by_instant)
{
	/* A fall-back day: the second hour is two hours long. */
	struct day day = {.time_zone = "Test/Zone"};
	struct err err;

	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){0, 100, 200}, 1, &err), 0);
	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){1, 200, 400}, 1, &err), 0);
	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){3, 400, 500}, 1, &err), 0);
	ck_assert_int_eq(day.start, 100);
	ck_assert_int_eq(day.end, 500);
	ck_assert_int_eq(day_hour_at(&day, 100)->hour, 0);
	ck_assert_int_eq(day_hour_at(&day, 199)->hour, 0);
	ck_assert_int_eq(day_hour_at(&day, 200)->hour, 1);
	ck_assert_int_eq(day_hour_at(&day, 399)->hour, 1);
	ck_assert_int_eq(day_hour_at(&day, 400)->hour, 3);
	ck_assert_int_eq(day_hour_at(&day, 499)->hour, 3);
}
END_TEST

START_TEST(a_day_with_a_hole_is_refused)
{
	struct day day = {.time_zone = "Test/Zone"};
	struct err err;

	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){0, 100, 200}, 1, &err), 0);
	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){1, 300, 400}, 1, &err), -1);
	ck_assert_int_eq(err.kind, ERR_DATA);
	ck_assert_int_eq(
	    day_add_hour(&day, &(struct day_hour){1, 200, 300}, 0, &err), -1);
}
END_TEST

int
main(void)
{
	if (policy_add_status(&policy, "Completed") != 0 ||
	    policy_add_status(&policy, "PLAYED") != 0)
		return 1;
	return UNIT_RUN("policy", status_without_case, durations,
	    clock_skew_to_the_microsecond, the_first_rule_wins, reasons,
	    a_reason_is_never_cut_inside_a_character, hours_by_instant,
	    a_day_with_a_hole_is_refused);
}
