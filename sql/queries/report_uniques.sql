-- Exact unique devices and stores of the campaign over a range of dates, as the
-- records hold.  Grouped first, for that is done by hashing, while distinct
-- counts sort what they are given.
-- $1 first date
-- $2 last date
-- column: devices int8
-- column: stores int8
-- called by: cgi-bin/report_query.c
select
    count(distinct d.device_id) as devices,
    count(distinct d.store_id) as stores
from (
    select e.device_id, e.store_id
    from pop.effective_device as e
    where e.campaign_id
        = nullif(current_setting('pop.campaign', true), '')::uuid
        and e.date between $1::date and $2::date
    group by e.device_id, e.store_id
) as d;
