-- The floor: the day's plays read once, and nothing done with them.
-- Variables: day.  The bounds are immutable expressions, so constants to the
-- planner: one that is merely stable would be evaluated for every play.
set min_parallel_table_scan_size = 0;
select count(*)
  from playback_logs
 where started_at >= timestamp :'day' at time zone 'UTC'
   and started_at < (timestamp :'day' + interval '1 day')
                    at time zone 'UTC'
   and status = 'COMPLETED';
