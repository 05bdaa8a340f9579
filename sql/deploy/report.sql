-- Deploy pop:report to pg
--
-- What every report asks first.  A CGI program comes with a connection that a
-- pooler has kept, on which nothing can stay prepared but what a function
-- keeps: planning took two thirds of a short report's time in the server.

begin;

-- What is known of a campaign that exists and that the caller may see; else
-- nothing.  Sets pop.campaign, to which the statements after it keep.  Looks
-- as far for one that is hidden as for one that is unknown.
create function pop.report_campaign(campaign uuid)
returns table (
  name text,
  has_flight boolean,
  starts_on text,
  ends_on text,
  today text,
  time_zone text,
  lookback_days integer
)
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  everything constant boolean := current_setting('pop.everything') = 'on';
  advertisers constant uuid[] := current_setting('pop.advertisers')::uuid[];
  rules record;
  known record;
  flown record;
  visible boolean;
begin
  select p.time_zone, p.lookback_days into strict rules
  from pop.policy p
  order by p.id desc
  limit 1;

  select c.id, c.name, c.advertiser_id, c.starts_on, c.ends_on into known
  from pop.source_campaign c
  where c.id = campaign;
  has_flight := found;
  visible := found and (everything or known.advertiser_id = any(advertisers));
  name := known.name;

  if visible is not true then
    -- one that has left the platform goes by its newest record
    select r.campaign_name, r.advertiser_id into flown
    from (
      (select p.date, p.campaign_name, p.advertiser_id
       from only pop.proof_of_play p
       where p.campaign_id = campaign
       order by p.date desc
       limit 1)
      union all
      (select k.date, k.campaign_name, k.advertiser_id
       from only pop.correction k
       where k.campaign_id = campaign
       order by k.date desc
       limit 1)
    ) r
    order by r.date desc
    limit 1;
    if not has_flight and found then
      visible := everything or flown.advertiser_id = any(advertisers);
      name := flown.campaign_name;
    end if;
  end if;

  if visible then
    perform set_config('pop.campaign', campaign::text, true);
    starts_on := to_char(greatest(known.starts_on, '0001-01-01'), 'YYYY-MM-DD');
    ends_on := to_char(
      case when known.ends_on <= '9999-12-31' then known.ends_on end,
      'YYYY-MM-DD'
    );
    today := to_char(now() at time zone rules.time_zone, 'YYYY-MM-DD');
    time_zone := rules.time_zone;
    lookback_days := rules.lookback_days;
    return next;
  end if;
end
$$;

-- The sealed records of pop.campaign from one date to another and their
-- corrections.  Of each date the newest revision comes first: it holds.
create function pop.report_records(first date, last date)
returns table (
  id uuid,
  campaign_id uuid,
  advertiser_id uuid,
  campaign_name text,
  date text,
  time_zone text,
  day_start bigint,
  day_end bigint,
  policy_id bigint,
  outside_flight boolean,
  total_impressions bigint,
  unique_devices bigint,
  unique_stores bigint,
  total_duration_seconds bigint,
  hourly_breakdown text,
  geographic_breakdown text,
  plays_received bigint,
  plays_excluded text,
  devices_sha256 text,
  created_at bigint,
  revision bigint,
  reason text,
  note text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  campaign constant uuid :=
    nullif(current_setting('pop.campaign', true), '')::uuid;
begin
  return query
  select
    r.id,
    r.campaign_id,
    r.advertiser_id,
    r.campaign_name,
    to_char(r.date, 'YYYY-MM-DD'),
    r.time_zone,
    (extract(epoch from r.day_start) * 1000000)::bigint,
    (extract(epoch from r.day_end) * 1000000)::bigint,
    r.policy_id,
    r.outside_flight,
    r.total_impressions,
    r.unique_devices::bigint,
    r.unique_stores::bigint,
    r.total_duration_seconds,
    r.hourly_breakdown::text,
    r.geographic_breakdown::text,
    r.plays_received,
    r.plays_excluded::text,
    encode(r.devices_sha256, 'hex'),
    (extract(epoch from r.created_at) * 1000000)::bigint,
    r.revision,
    r.reason,
    r.note
  from (
    select
      p.id,
      p.campaign_id,
      p.advertiser_id,
      p.campaign_name,
      p.date,
      p.time_zone,
      p.day_start,
      p.day_end,
      p.policy_id,
      p.outside_flight,
      p.total_impressions,
      p.unique_devices,
      p.unique_stores,
      p.total_duration_seconds,
      p.hourly_breakdown,
      p.geographic_breakdown,
      p.plays_received,
      p.plays_excluded,
      p.devices_sha256,
      p.created_at,
      0::bigint as revision,
      null::text as reason,
      null::text as note
    from only pop.proof_of_play p
    where p.campaign_id = campaign
      and p.date between first and last
    union all
    select
      k.id,
      k.campaign_id,
      k.advertiser_id,
      k.campaign_name,
      k.date,
      k.time_zone,
      k.day_start,
      k.day_end,
      k.policy_id,
      k.outside_flight,
      k.total_impressions,
      k.unique_devices,
      k.unique_stores,
      k.total_duration_seconds,
      k.hourly_breakdown,
      k.geographic_breakdown,
      k.plays_received,
      k.plays_excluded,
      k.devices_sha256,
      k.created_at,
      k.revision::bigint,
      k.reason,
      k.note
    from only pop.correction k
    where k.campaign_id = campaign
      and k.date between first and last
  ) r
  order by r.date, r.revision desc;
end
$$;

comment on function pop.report_campaign(uuid) is 'What a report needs to know of a campaign that the caller may see.';
comment on function pop.report_records(date, date) is 'The records of the campaign of a report and their corrections.';

alter function pop.report_campaign(uuid) owner to pop_owner;
alter function pop.report_records(date, date) owner to pop_owner;
revoke all on function pop.report_campaign(uuid) from public, pop_owner;
revoke all on function pop.report_records(date, date) from public, pop_owner;
grant execute on function pop.report_campaign(uuid) to pop_reader;
grant execute on function pop.report_records(date, date) to pop_reader;

create or replace view pop.schema_version as
select 8 as version;

commit;
