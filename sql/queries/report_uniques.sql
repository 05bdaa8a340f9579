-- Exact unique devices and stores of a campaign over a range of dates.
-- $1 campaign uuid
-- $2 first date
-- $3 last date
-- column: devices int8
-- column: stores int8
-- called by: cgi-bin/report_query.c
select
    count(distinct d.device_id) as devices,
    count(distinct d.store_id) as stores
from pop.proof_of_play_device as d
where d.campaign_id = $1::uuid
    and d.date between $2::date and $3::date;
