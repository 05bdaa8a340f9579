-- What holds of a campaign and date; no row when there is no record.
-- $1 campaign_id uuid
-- $2 date date
-- column: plays_received int8
-- column: total_impressions int8
-- column: total_duration_seconds int8
-- column: unique_devices int8
-- called by: lib/verify_plays.c
select
    r.plays_received,
    r.total_impressions,
    r.total_duration_seconds,
    r.unique_devices::int8 as unique_devices
from pop.effective_record as r
where r.campaign_id = $1::uuid
    and r.date = $2::date;
