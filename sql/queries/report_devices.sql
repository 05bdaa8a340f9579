-- The devices behind the records of a campaign over a range of dates.
-- $1 campaign uuid
-- $2 first date
-- $3 last date
-- column: date text
-- column: device_id uuid
-- column: store_id uuid, null: none
-- column: impressions int8
-- column: duration_seconds int8
-- called by: cgi-bin/report_query.c
select
    d.date::text as date,
    d.device_id,
    d.store_id,
    d.impressions,
    d.duration_seconds
from pop.proof_of_play_device as d
where d.campaign_id = $1::uuid
    and d.date between $2::date and $3::date
order by d.date, d.device_id, d.store_id nulls first;
