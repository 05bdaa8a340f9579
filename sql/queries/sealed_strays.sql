-- What stands in no seal, or beside what it should: nothing, while all is well.
-- column: what text
-- called by: lib/verify_db.c
select format('%s records of %s stand in no seal', count(*), r.date) as what
  from pop.proof_of_play as r
 where not exists (
         select
           from pop.seal as s
          where s.date = r.date
            and s.kind = 'day'
       )
 group by r.date
union all
select format('%s devices of campaign %s on %s have no record', count(*),
              d.campaign_id, d.date)
  from pop.proof_of_play_device as d
 where not exists (
         select
           from pop.proof_of_play as r
          where r.campaign_id = d.campaign_id
            and r.date = d.date
       )
 group by d.campaign_id, d.date
union all
select format('%s corrections of %s stand in no seal', count(*), c.date)
  from pop.correction as c
 where not exists (
         select
           from pop.seal as s
          where s.seq = c.seal_seq
            and s.kind = 'correction'
       )
 group by c.date
union all
select format('%s devices of campaign %s on %s have no correction', count(*),
              d.campaign_id, d.date)
  from pop.correction_device as d
 where not exists (
         select
           from pop.correction as c
          where c.campaign_id = d.campaign_id
            and c.date = d.date
            and c.revision = d.revision
       )
 group by d.campaign_id, d.date
union all
select format('seal %s: kind and date are not those of its text', s.seq)
  from pop.seal as s
 where (split_part(s.body, chr(10), 4) = 'kind ' || s.kind
        and split_part(s.body, chr(10), 5)
            = 'date ' || to_char(s.date::timestamp, 'YYYY-MM-DD'))
       is not true
 order by what;
