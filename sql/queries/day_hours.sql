-- The hours of a local date as intervals of instants (microseconds since
-- 1970).  The instant decides, never a wall-clock time, which is ambiguous
-- when clocks go back: step through the neighbourhood of the date in quarter
-- hours, keep the instants whose local date it is, group them by local hour and
-- run: clocks that go back from 03:45 to 02:45 make two runs of either hour.
-- exact: the interval holds just the instants of that hour.
-- $1 date date
-- $2 time_zone text
-- column: hour int4
-- column: starts int8
-- column: ends int8
-- column: exact bool
-- column: now int8
-- called by: lib/source.c
with quarters as (
  select t,
         t at time zone $2::text as local
    from generate_series(
           ($1::date - 2)::timestamp at time zone 'UTC',
           ($1::date + 3)::timestamp at time zone 'UTC',
           interval '15 minutes') as t
),
numbered as (
  select t,
         extract(hour from local)::int4 as hour,
         t - row_number() over (partition by extract(hour from local)
                                order by t) * interval '15 minutes' as run
    from quarters
   where local::date = $1::date
),
hours as (
  select hour,
         min(t) as starts,
         max(t) + interval '15 minutes' as ends
    from numbered
   group by hour, run
)
select hour,
       (extract(epoch from starts) * 1000000)::int8 as starts,
       (extract(epoch from ends) * 1000000)::int8 as ends,
       date_trunc('hour', (ends - interval '1 microsecond')
                                at time zone $2::text)
             = $1::date + hour * interval '1 hour'
         and date_trunc('hour', ends at time zone $2::text)
             <> $1::date + hour * interval '1 hour'
         and date_trunc('hour', (starts - interval '1 microsecond')
                                at time zone $2::text)
             <> $1::date + hour * interval '1 hour' as exact,
       (extract(epoch from now()) * 1000000)::int8 as now
  from hours
 order by starts;
