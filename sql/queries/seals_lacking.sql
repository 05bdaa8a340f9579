-- The seals of which rows are missing, or too many: by their number, and by
-- the impressions of the devices behind them.
-- column: seq int8
-- called by: lib/recover.c
select s.seq
from pop.seal as s
left join (
    select r.date, count(*) as records, sum(r.total_impressions) as impressions
    from only pop.proof_of_play as r
    group by r.date
) as r on r.date = s.date
left join (
    select d.date, sum(d.impressions) as impressions
    from only pop.proof_of_play_device as d
    group by d.date
) as d on d.date = s.date
where s.kind = 'day'
    and (coalesce(r.records, 0) <> pop.seal_records(s.body)
         or coalesce(d.impressions, 0) <> coalesce(r.impressions, 0))
union all
select s.seq
from pop.seal as s
left join (
    select c.seal_seq, count(*) as records,
        sum(c.total_impressions) as impressions
    from only pop.correction as c
    group by c.seal_seq
) as r on r.seal_seq = s.seq
left join (
    select c.seal_seq, sum(d.impressions) as impressions
    from only pop.correction as c
    join only pop.correction_device as d
        on d.campaign_id = c.campaign_id
        and d.date = c.date
        and d.revision = c.revision
    group by c.seal_seq
) as d on d.seal_seq = s.seq
where s.kind = 'correction'
    and (coalesce(r.records, 0) <> pop.seal_records(s.body)
         or coalesce(d.impressions, 0) <> coalesce(r.impressions, 0))
order by seq;
