-- Records a run of one day.  The database's clock is the only one: the run
-- began as many seconds ago as it took.
-- $1 seconds float8
-- $2 version text
-- $3 host text
-- $4 username text
-- $5 date date
-- $6 policy_id int8
-- $7 plays_read int8
-- $8 plays_counted int8
-- $9 plays_excluded int8
-- $10 orphans int8
-- $11 records int8
-- $12 outcome text
-- $13 error text
-- called by: lib/run_log.c
insert into pop.run (
  started_at, finished_at, program_version, host, username, date, policy_id,
  plays_read, plays_counted, plays_excluded, orphans, records, outcome, error
)
values (
  clock_timestamp() - $1::float8 * interval '1 second', clock_timestamp(),
  $2::text, $3::text, $4::text, $5::date, $6::int8, $7::int8, $8::int8,
  $9::int8, $10::int8, $11::int8, $12::text, $13::text
);
