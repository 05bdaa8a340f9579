-- The sealed records of the campaign over a range of dates and their
-- corrections, with the columns of lib/record_reader.h.  Of each date the
-- newest revision comes first: it is what holds.
-- $1 first date
-- $2 last date
-- column: id uuid
-- column: campaign_id uuid
-- column: advertiser_id uuid
-- column: campaign_name text
-- column: date text
-- column: time_zone text
-- column: day_start int8
-- column: day_end int8
-- column: policy_id int8
-- column: outside_flight bool
-- column: total_impressions int8
-- column: unique_devices int8
-- column: unique_stores int8
-- column: total_duration_seconds int8
-- column: hourly_breakdown text
-- column: geographic_breakdown text
-- column: plays_received int8
-- column: plays_excluded text
-- column: devices_sha256 text
-- column: created_at int8
-- column: revision int8, 0: the original
-- column: reason text, null: the original
-- column: note text, null: the original
-- called by: cgi-bin/report_query.c
select
    r.id,
    r.campaign_id,
    r.advertiser_id,
    r.campaign_name,
    r.date,
    r.time_zone,
    r.day_start,
    r.day_end,
    r.policy_id,
    r.outside_flight,
    r.total_impressions,
    r.unique_devices,
    r.unique_stores,
    r.total_duration_seconds,
    r.hourly_breakdown,
    r.geographic_breakdown,
    r.plays_received,
    r.plays_excluded,
    r.devices_sha256,
    r.created_at,
    r.revision,
    r.reason,
    r.note
from pop.report_records($1::date, $2::date) as r;
