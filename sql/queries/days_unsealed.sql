-- Dates that have records, or a run that found none, and no seal: what was
-- aggregated before there were seals.
-- column: date text
-- column: time_zone text
-- called by: lib/sealer.c
select d.date::text as date,
       d.time_zone
  from (
         select r.date,
                min(r.time_zone) as time_zone
           from pop.proof_of_play as r
          group by r.date
         union
         select u.date,
                p.time_zone
           from pop.run as u
           join pop.policy as p on p.id = u.policy_id
          where u.outcome = 'sealed'
            and u.records = 0
       ) as d
 where not exists (
         select
           from pop.seal as s
          where s.date = d.date
            and s.kind = 'day'
       )
 order by d.date;
