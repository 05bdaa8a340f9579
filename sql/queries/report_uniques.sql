-- Exact unique devices and stores of the campaign over a range of dates, as the
-- records hold.
-- $1 first date
-- $2 last date
-- column: devices int8
-- column: stores int8
-- called by: cgi-bin/report_query.c
select
    count(distinct d.device_id) as devices,
    count(distinct d.store_id) as stores
from pop.effective_device as d
where d.campaign_id = nullif(current_setting('pop.campaign', true), '')::uuid
    and d.date between $1::date and $2::date;
