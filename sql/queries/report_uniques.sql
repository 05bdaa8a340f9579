-- Exact unique devices and stores of a campaign over a range of dates.
-- $1 uuid: campaign, $2 date: first, $3 date: last
-- columns: devices int8, stores int8
-- called by: cgi-bin/report_query.c
select
    count(distinct d.device_id) as devices,
    count(distinct d.store_id) as stores
from pop.proof_of_play_device as d
where d.campaign_id = $1::uuid
    and d.date between $2::date and $3::date;
