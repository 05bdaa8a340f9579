-- What the contract says a day must look like, computed from the plays in
-- plain set-based SQL and compared with nothing the programs share: every play
-- is dated by itself, verdicts are one CASE, duplicates a window function.
-- Variables: day.  Makes the temporary tables expected_play, expected_record
-- and expected_device under the newest policy.

create temp table expected_play as
with policy as (
  select * from pop.policy order by id desc limit 1
), received as (
  select p.campaign_id, p.device_id, p.content_id, p.started_at,
         p.duration_seconds,
         to_char(p.started_at at time zone y.time_zone, 'HH24') as hour,
         coalesce(p.store_id, d.store_id) as store_id,
         case
           when coalesce(p.status, '') = '' then 'status_none'
           when not exists (
             select
               from unnest(y.counted_statuses) counted
              where translate(counted, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
                              'abcdefghijklmnopqrstuvwxyz')
                    = translate(p.status, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
                                'abcdefghijklmnopqrstuvwxyz'))
           then left('status_' || translate(p.status,
                                            'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
                                            'abcdefghijklmnopqrstuvwxyz'), 64)
           when p.duration_seconds is null or p.duration_seconds <= 0
           then 'duration_invalid'
           when p.duration_seconds > y.max_duration_seconds
           then 'duration_too_long'
           when p.started_at
                > p.received_at + y.clock_skew_seconds * interval '1 second'
           then 'clock_ahead'
         end as reason
    from pop.source_play p
   cross join policy y
    left join pop.source_device d on d.id = p.device_id
   where (p.started_at at time zone y.time_zone)::date = :'day'
), ranked as (
  select *,
         row_number() over (
           partition by reason is null, device_id, campaign_id, content_id,
                        started_at
           order by duration_seconds, store_id nulls last) as place
    from received
)
select campaign_id, device_id, store_id, hour, duration_seconds,
       case when reason is null and place > 1
                 and (select dedupe from policy)
            then 'duplicate'
            else reason
       end as reason
  from ranked;
analyze expected_play;

create temp table expected_device as
select e.campaign_id, :'day'::date as date, e.device_id, e.store_id,
       count(*) as impressions, sum(e.duration_seconds) as duration_seconds
  from expected_play e
  join pop.source_campaign c on c.id = e.campaign_id
 where e.reason is null
 group by e.campaign_id, e.device_id, e.store_id;
analyze expected_device;

create temp table expected_record as
with policy as (
  select * from pop.policy order by id desc limit 1
), day as (
  select min(t) as day_start, max(t) + interval '1 minute' as day_end
    from policy,
         generate_series((:'day'::date - 2)::timestamp at time zone 'UTC',
                         (:'day'::date + 3)::timestamp at time zone 'UTC',
                         interval '1 minute') t
   where (t at time zone time_zone)::date = :'day'
), counted as (
  select e.*,
         case when e.store_id is null then 'unassigned'
              when s.id is null then 'unknown'
              else s.name
         end as store_name,
         coalesce(s.region, 'unassigned') as region
    from expected_play e
    left join pop.source_store s on s.id = e.store_id
   where e.reason is null
), campaign as (
  select c.*,
         (:'day'::date >= c.starts_on
          and :'day'::date <= coalesce(c.ends_on, 'infinity')) as in_flight
    from pop.source_campaign c
), received as (
  select campaign_id, count(*) as plays from expected_play group by campaign_id
), total as (
  select campaign_id, count(*) as impressions,
         count(distinct device_id) as devices,
         count(distinct store_id) as stores,
         sum(duration_seconds) as seconds
    from counted
   group by campaign_id
), hour as (
  select c.id as campaign_id,
         jsonb_object_agg(to_char(h, 'FM00'), coalesce(p.plays, 0)) as counts
    from campaign c
   cross join generate_series(0, 23) h
    left join (select campaign_id, hour, count(*) as plays
                 from counted
                group by campaign_id, hour) p
      on p.campaign_id = c.id and p.hour = to_char(h, 'FM00')
   group by c.id
), region as (
  select campaign_id, jsonb_object_agg(region, plays) as counts
    from (select campaign_id, region, count(*) as plays
            from counted
           group by campaign_id, region) r
   group by campaign_id
), store as (
  select campaign_id,
         jsonb_agg(jsonb_build_object('store_id', store_id,
                                      'name', store_name,
                                      'region', region,
                                      'impressions', plays)
                   order by plays desc, store_id nulls last) as counts
    from (select campaign_id, store_id, store_name, region, count(*) as plays
            from counted
           group by campaign_id, store_id, store_name, region) s
   group by campaign_id
), excluded as (
  select campaign_id, jsonb_object_agg(reason, plays) as counts
    from (select campaign_id, reason, count(*) as plays
            from expected_play
           where reason is not null
           group by campaign_id, reason) r
   group by campaign_id
), device as (
  select campaign_id,
         string_agg(format(E'%s %s %s %s\n', device_id,
                           coalesce(store_id::text, '-'), impressions,
                           duration_seconds), ''
                    order by device_id, store_id nulls first) as lines
    from expected_device
   group by campaign_id
)
select c.id as campaign_id,
       :'day'::date as date,
       coalesce(total.impressions, 0) as total_impressions,
       coalesce(total.devices, 0) as unique_devices,
       coalesce(total.stores, 0) as unique_stores,
       coalesce(total.seconds, 0) as total_duration_seconds,
       hour.counts as hourly_breakdown,
       jsonb_build_object('regions', coalesce(region.counts, '{}'),
                          'stores', coalesce(store.counts, '[]'))
         as geographic_breakdown,
       c.advertiser_id,
       c.name as campaign_name,
       policy.time_zone,
       day.day_start,
       day.day_end,
       policy.id as policy_id,
       coalesce(received.plays, 0) as plays_received,
       coalesce(excluded.counts, '{}') as plays_excluded,
       not c.in_flight as outside_flight,
       sha256(convert_to(coalesce(device.lines, ''), 'UTF8')) as devices_sha256
  from campaign c
 cross join policy
 cross join day
  join hour on hour.campaign_id = c.id
  left join received on received.campaign_id = c.id
  left join total on total.campaign_id = c.id
  left join region on region.campaign_id = c.id
  left join store on store.campaign_id = c.id
  left join excluded on excluded.campaign_id = c.id
  left join device on device.campaign_id = c.id
 where c.in_flight
    or received.plays > 0;
