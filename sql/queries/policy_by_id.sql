-- The policy a record was made under; columns as in policy_newest.
-- $1 id int8
-- column: id int8
-- column: time_zone text
-- column: max_duration_seconds int4
-- column: clock_skew_seconds int4
-- column: dedupe bool
-- column: lookback_days int4
-- column: status text
-- column: today text
-- called by: lib/source.c
select p.id::int8,
       p.time_zone,
       p.max_duration_seconds,
       p.clock_skew_seconds,
       p.dedupe,
       p.lookback_days,
       s.status,
       to_char(now() at time zone p.time_zone, 'YYYY-MM-DD') as today
  from pop.policy as p,
       unnest(p.counted_statuses) as s (status)
 where p.id = $1::int8;
