-- Puts a record back from its canonical line, unless it is there.
-- $1 line jsonb
-- called by: lib/recover.c
insert into pop.proof_of_play (
  id, campaign_id, date, total_impressions, unique_devices, unique_stores,
  total_duration_seconds, hourly_breakdown, geographic_breakdown, created_at,
  advertiser_id, campaign_name, time_zone, day_start, day_end, policy_id,
  plays_received, plays_excluded, outside_flight, devices_sha256
)
select
  r.id, r.campaign_id, r.date, r.total_impressions, r.unique_devices,
  r.unique_stores, r.total_duration_seconds, r.hourly_breakdown,
  r.geographic_breakdown, r.created_at, r.advertiser_id, r.campaign_name,
  r.time_zone, r.day_start, r.day_end, r.policy_id, r.plays_received,
  r.plays_excluded, r.outside_flight, decode(r.devices_sha256, 'hex')
from jsonb_to_record($1::jsonb) as r (
  id uuid, campaign_id uuid, date date, total_impressions int8,
  unique_devices int4, unique_stores int4, total_duration_seconds int8,
  hourly_breakdown jsonb, geographic_breakdown jsonb, created_at timestamptz,
  advertiser_id uuid, campaign_name text, time_zone text,
  day_start timestamptz, day_end timestamptz, policy_id int8,
  plays_received int8, plays_excluded jsonb, outside_flight bool,
  devices_sha256 text
)
where not exists (
  select
  from only pop.proof_of_play as there
  where there.campaign_id = r.campaign_id
    and there.date = r.date
);
