-- The record of the campaign of a date and its corrections, the original
-- first, each with its seal; with the columns of lib/correction_reader.h.
-- $1 date date
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
-- column: supersedes text, null: the original
-- column: seal text, the file; null: not sealed yet
-- called by: cgi-bin/evidence_query.c
select
    r.id,
    r.campaign_id,
    r.advertiser_id,
    r.campaign_name,
    to_char(r.date, 'YYYY-MM-DD') as date,
    r.time_zone,
    (extract(epoch from r.day_start) * 1000000)::int8 as day_start,
    (extract(epoch from r.day_end) * 1000000)::int8 as day_end,
    r.policy_id::int8 as policy_id,
    r.outside_flight,
    r.total_impressions,
    r.unique_devices::int8 as unique_devices,
    r.unique_stores::int8 as unique_stores,
    r.total_duration_seconds,
    r.hourly_breakdown::text as hourly_breakdown,
    r.geographic_breakdown::text as geographic_breakdown,
    r.plays_received,
    r.plays_excluded::text as plays_excluded,
    encode(r.devices_sha256, 'hex') as devices_sha256,
    (extract(epoch from r.created_at) * 1000000)::int8 as created_at,
    0::int8 as revision,
    null::text as reason,
    null::text as supersedes,
    s.body as seal
from pop.proof_of_play as r
left join pop.seal as s on s.kind = 'day' and s.date = r.date
where r.campaign_id = nullif(current_setting('pop.campaign', true), '')::uuid
    and r.date = $1::date
union all
select
    r.id,
    r.campaign_id,
    r.advertiser_id,
    r.campaign_name,
    to_char(r.date, 'YYYY-MM-DD') as date,
    r.time_zone,
    (extract(epoch from r.day_start) * 1000000)::int8 as day_start,
    (extract(epoch from r.day_end) * 1000000)::int8 as day_end,
    r.policy_id::int8 as policy_id,
    r.outside_flight,
    r.total_impressions,
    r.unique_devices::int8 as unique_devices,
    r.unique_stores::int8 as unique_stores,
    r.total_duration_seconds,
    r.hourly_breakdown::text as hourly_breakdown,
    r.geographic_breakdown::text as geographic_breakdown,
    r.plays_received,
    r.plays_excluded::text as plays_excluded,
    encode(r.devices_sha256, 'hex') as devices_sha256,
    (extract(epoch from r.created_at) * 1000000)::int8 as created_at,
    r.revision::int8 as revision,
    r.reason,
    encode(r.supersedes, 'hex') as supersedes,
    s.body as seal
from pop.correction as r
left join pop.seal as s on s.kind = 'correction' and s.seq = r.seal_seq
where r.campaign_id = nullif(current_setting('pop.campaign', true), '')::uuid
    and r.date = $1::date
order by revision;
