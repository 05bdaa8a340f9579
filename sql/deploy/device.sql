-- Deploy pop:device to pg
--
-- A sealed record takes no device beyond those it was sealed with: their
-- impressions and seconds are its own already.  Devices that were lost can be
-- put back.  Tables that inherit from those of evidence are not read.

begin;

-- The devices of a day come before its seal, so the nightly run pays for
-- looking which dates it adds to and no more.
create function pop.refuse_beyond_record()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  sealed date[] := (
    select array_agg(s.date)
    from (select distinct a.date from added a) d
    join pop.seal s on s.date = d.date and s.kind = 'day'
  );
  beyond record;
begin
  if sealed is null then
    return null;
  end if;
  select d.campaign_id, d.date into beyond
  from (
    select a.campaign_id, a.date
    from added a
    where a.date = any(sealed)
    group by a.campaign_id, a.date
  ) d
  left join only pop.proof_of_play r
    on r.campaign_id = d.campaign_id and r.date = d.date
  cross join lateral (
    select sum(e.impressions) as impressions, sum(e.duration_seconds) as seconds
    from only pop.proof_of_play_device e
    where e.campaign_id = d.campaign_id
      and e.date = d.date
  ) s
  where s.impressions > coalesce(r.total_impressions, 0)
     or s.seconds > coalesce(r.total_duration_seconds, 0)
  order by d.date, d.campaign_id
  limit 1;
  if found then
    raise exception using
      errcode = 'POP02',
      message = format('the record of campaign %s on %s is sealed',
                       beyond.campaign_id,
                       to_char(beyond.date::timestamp, 'YYYY-MM-DD')),
      detail = 'Its devices are those it was sealed with.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

-- The same of corrections.
create function pop.refuse_beyond_correction()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  beyond record;
begin
  select d.campaign_id, d.date, d.revision into beyond
  from (
    select a.campaign_id, a.date, a.revision
    from added a
    group by a.campaign_id, a.date, a.revision
  ) d
  left join only pop.correction c
    on c.campaign_id = d.campaign_id
   and c.date = d.date
   and c.revision = d.revision
  left join pop.seal sealed on sealed.seq = c.seal_seq
  cross join lateral (
    select sum(e.impressions) as impressions, sum(e.duration_seconds) as seconds
    from only pop.correction_device e
    where e.campaign_id = d.campaign_id
      and e.date = d.date
      and e.revision = d.revision
  ) s
  where (c.id is null or sealed.seq is not null)
    and (s.impressions > coalesce(c.total_impressions, 0)
         or s.seconds > coalesce(c.total_duration_seconds, 0))
  order by d.date, d.campaign_id, d.revision
  limit 1;
  if found then
    raise exception using
      errcode = 'POP02',
      message = format('correction %s of campaign %s on %s is sealed',
                       beyond.revision, beyond.campaign_id,
                       to_char(beyond.date::timestamp, 'YYYY-MM-DD')),
      detail = 'Its devices are those it was sealed with.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

create trigger refuse_beyond_record
after insert on pop.proof_of_play_device
referencing new table as added
for each statement execute function pop.refuse_beyond_record();

create trigger refuse_beyond_correction
after insert on pop.correction_device
referencing new table as added
for each statement execute function pop.refuse_beyond_correction();

alter table pop.proof_of_play_device
enable always trigger refuse_beyond_record;
alter table pop.correction_device
enable always trigger refuse_beyond_correction;

alter function pop.refuse_beyond_record() owner to pop_owner;
alter function pop.refuse_beyond_correction() owner to pop_owner;
revoke all on function
  pop.refuse_beyond_record(), pop.refuse_beyond_correction()
from public, pop_owner;

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
from only pop.proof_of_play r
where not exists (
  select
  from only pop.correction later
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
from only pop.correction c
where not exists (
  select
  from only pop.correction later
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
from only pop.proof_of_play_device d
where not exists (
  select
  from only pop.correction later
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
from only pop.correction_device d
where not exists (
  select
  from only pop.correction later
  where later.campaign_id = d.campaign_id
    and later.date = d.date
    and later.revision > d.revision
);

create or replace view pop.schema_version as
select 7 as version;

commit;
