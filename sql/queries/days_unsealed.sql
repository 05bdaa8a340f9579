-- Dates that have records, or a run that found none, and no seal: what was
-- aggregated before there were seals.  From date to date by the index, for
-- this is asked at every start and there may be years of records.
-- column: date text
-- column: time_zone text
-- called by: lib/sealer.c
with recursive recorded (date) as (
    select min(r.date)
      from pop.proof_of_play as r
     union all
    select (
             select min(r.date)
               from pop.proof_of_play as r
              where r.date > recorded.date
           )
      from recorded
     where recorded.date is not null
)
select d.date::text as date,
       coalesce((
         select min(r.time_zone)
           from pop.proof_of_play as r
          where r.date = d.date
       ), min(d.time_zone)) as time_zone
  from (
         select recorded.date,
                null::text as time_zone
           from recorded
         union all
         select u.date,
                p.time_zone
           from pop.run as u
           join pop.policy as p on p.id = u.policy_id
          where u.outcome = 'sealed'
            and u.records = 0
       ) as d
 where d.date is not null
   and not exists (
         select
           from pop.seal as s
          where s.date = d.date
            and s.kind = 'day'
       )
 group by d.date
 order by d.date;
