-- Every date of a range with what is known of it, without those that the time
-- zone skipped: whose noon is another date's.
-- $1 first date
-- $2 last date
-- column: date text
-- column: sealed bool
-- column: records int8
-- column: plays_received int8
-- column: impressions int8
-- column: sealed_at text
-- called by: lib/days.c
select d.date::date::text as date,
       r.records > 0 or u.sealed_at is not null as sealed,
       r.records,
       r.plays_received,
       r.impressions,
       to_char(coalesce(r.sealed_at, u.sealed_at) at time zone 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sealed_at
  from generate_series($1::date::timestamp, $2::date::timestamp,
                       interval '1 day') as d (date),
       (
         select y.time_zone
           from pop.policy as y
          order by y.id desc
          limit 1
       ) as z,
       lateral (
         select count(*)::int8 as records,
                coalesce(sum(p.plays_received), 0)::int8 as plays_received,
                coalesce(sum(p.total_impressions), 0)::int8 as impressions,
                min(p.created_at) as sealed_at
           from pop.proof_of_play as p
          where p.date = d.date::date
       ) as r,
       lateral (
         select min(n.finished_at) as sealed_at
           from pop.run as n
          where n.date = d.date::date
            and n.outcome = 'sealed'
       ) as u
 where (
         (d.date + interval '12 hours') at time zone z.time_zone
         at time zone z.time_zone
       )::date = d.date::date
    or r.records > 0
 order by d.date;
