-- Revert pop:device from pg

begin;

create or replace view pop.schema_version as
select 6 as version;

create or replace view pop.effective_record as
select
  r.id,
  r.campaign_id,
  r.date,
  r.total_impressions,
  r.unique_devices,
  r.unique_stores,
  r.total_duration_seconds,
  r.hourly_breakdown,
  r.geographic_breakdown,
  r.created_at,
  r.advertiser_id,
  r.campaign_name,
  r.time_zone,
  r.day_start,
  r.day_end,
  r.policy_id,
  r.plays_received,
  r.plays_excluded,
  r.outside_flight,
  r.devices_sha256,
  0 as revision
from pop.proof_of_play r
where not exists (
  select
  from pop.correction later
  where later.campaign_id = r.campaign_id
    and later.date = r.date
)
union all
select
  c.id,
  c.campaign_id,
  c.date,
  c.total_impressions,
  c.unique_devices,
  c.unique_stores,
  c.total_duration_seconds,
  c.hourly_breakdown,
  c.geographic_breakdown,
  c.created_at,
  c.advertiser_id,
  c.campaign_name,
  c.time_zone,
  c.day_start,
  c.day_end,
  c.policy_id,
  c.plays_received,
  c.plays_excluded,
  c.outside_flight,
  c.devices_sha256,
  c.revision
from pop.correction c
where not exists (
  select
  from pop.correction later
  where later.campaign_id = c.campaign_id
    and later.date = c.date
    and later.revision > c.revision
);

create or replace view pop.effective_device as
select
  d.campaign_id,
  d.date,
  d.device_id,
  d.store_id,
  d.impressions,
  d.duration_seconds
from pop.proof_of_play_device d
where not exists (
  select
  from pop.correction later
  where later.campaign_id = d.campaign_id
    and later.date = d.date
)
union all
select
  d.campaign_id,
  d.date,
  d.device_id,
  d.store_id,
  d.impressions,
  d.duration_seconds
from pop.correction_device d
where not exists (
  select
  from pop.correction later
  where later.campaign_id = d.campaign_id
    and later.date = d.date
    and later.revision > d.revision
);

drop trigger refuse_beyond_correction on pop.correction_device;
drop trigger refuse_beyond_record on pop.proof_of_play_device;
drop function pop.refuse_beyond_correction();
drop function pop.refuse_beyond_record();

commit;
