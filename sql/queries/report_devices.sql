-- The devices behind the records of the campaign over a range of dates, as the
-- records hold.
-- $1 first date
-- $2 last date
-- column: date text
-- column: device_id uuid
-- column: store_id uuid, null: none
-- column: impressions int8
-- column: duration_seconds int8
-- called by: cgi-bin/report_query.c
select
    to_char(d.date, 'YYYY-MM-DD') as date,
    d.device_id,
    d.store_id,
    d.impressions,
    d.duration_seconds
from pop.effective_device as d
where d.campaign_id = nullif(current_setting('pop.campaign', true), '')::uuid
    and d.date between $1::date and $2::date
order by d.date, d.device_id, d.store_id nulls first;
