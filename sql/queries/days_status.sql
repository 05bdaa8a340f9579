-- Every date of a range with what is known of it, without those that the time
-- zone skipped, whose noon is another date's: when it was sealed, and the sums
-- over its records as they hold, corrections included.
-- $1 first date
-- $2 last date
-- column: date text
-- column: sealed bool
-- column: records int8
-- column: plays_received int8
-- column: impressions int8
-- column: corrected int8, records that a correction holds for
-- column: sealed_at text
-- called by: lib/days.c
select d.date::date::text as date,
       o.sealed_at is not null or u.sealed_at is not null as sealed,
       coalesce(r.records, 0)::int8 as records,
       coalesce(r.plays_received, 0)::int8 as plays_received,
       coalesce(r.impressions, 0)::int8 as impressions,
       coalesce(r.corrected, 0)::int8 as corrected,
       to_char(coalesce(o.sealed_at, u.sealed_at) at time zone 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sealed_at
  from generate_series($1::date::timestamp, $2::date::timestamp,
                       interval '1 day') as d (date)
  cross join (
         select y.time_zone
           from pop.policy as y
          order by y.id desc
          limit 1
       ) as z
  left join (
         select p.date,
                min(p.created_at) as sealed_at
           from only pop.proof_of_play as p
          where p.date between $1::date and $2::date
          group by p.date
       ) as o
    on o.date = d.date::date
  left join (
         select e.date,
                count(*) as records,
                sum(e.plays_received) as plays_received,
                sum(e.total_impressions) as impressions,
                count(*) filter (where e.revision > 0) as corrected
           from pop.effective_record as e
          where e.date between $1::date and $2::date
          group by e.date
       ) as r
    on r.date = d.date::date
  left join (
         select n.date,
                min(n.finished_at) as sealed_at
           from pop.run as n
          where n.date between $1::date and $2::date
            and n.outcome = 'sealed'
          group by n.date
       ) as u
    on u.date = d.date::date
 where (
         (d.date + interval '12 hours') at time zone z.time_zone
         at time zone z.time_zone
       )::date = d.date::date
    or r.records > 0
 order by d.date;
