/* lib/replica: when what a standby has replayed is enough. */
#include <string.h>

#include "lib/replica.h"
#include "tests/unit/unit.h"

START_TEST(a_primary_has_everything)
{
	const struct replica primary = {.standby = false};
	struct err err;

	ck_assert_int_eq(replica_check(&primary, INT64_MAX, &err), 0);
}
END_TEST

START_TEST(a_standby_that_caught_up_has_everything)
{
	const struct replica quiet = {.standby = true, .caught_up = true};
	const struct replica old = {.standby = true,
	    .caught_up = true,
	    .has_replayed = true,
	    .replayed_to = 1};
	struct err err;

	ck_assert_int_eq(replica_check(&quiet, 1000, &err), 0);
	ck_assert_int_eq(replica_check(&old, 1000, &err), 0);
}
END_TEST

START_TEST(a_standby_has_what_it_has_replayed)
{
	const struct replica behind = {
	    .standby = true, .has_replayed = true, .replayed_to = 1000000};
	struct err err;

	ck_assert_int_eq(replica_check(&behind, 999999, &err), 0);
	ck_assert_int_eq(replica_check(&behind, 1000000, &err), 0);
	ck_assert_int_eq(replica_check(&behind, 1000001, &err), -1);
	ck_assert_int_eq(err.kind, ERR_BUSY);
	ck_assert_ptr_nonnull(strstr(err.message, "the replica is behind"));
	ck_assert_ptr_nonnull(
	    strstr(err.detail, "1970-01-01T00:00:01.000000Z"));
}
END_TEST

START_TEST(a_standby_that_replayed_nothing_has_nothing)
{
	const struct replica new = {.standby = true};
	struct err err;

	ck_assert_int_eq(replica_check(&new, INT64_MIN, &err), -1);
	ck_assert_int_eq(err.kind, ERR_BUSY);
}
END_TEST

int
main(void)
{
	return UNIT_RUN("replica", a_primary_has_everything,
	    a_standby_that_caught_up_has_everything,
	    a_standby_has_what_it_has_replayed,
	    a_standby_that_replayed_nothing_has_nothing);
}
