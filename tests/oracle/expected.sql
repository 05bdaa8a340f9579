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
), store as (
  select campaign_id, store_id, store_name, region, count(*) as impressions
    from counted
   group by campaign_id, store_id, store_name, region
), campaign as (
  select c.*,
         (:'day'::date >= c.starts_on
          and :'day'::date <= coalesce(c.ends_on, 'infinity')) as in_flight
    from pop.source_campaign c
)
select c.id as campaign_id,
       :'day'::date as date,
       (select count(*) from counted p where p.campaign_id = c.id)
         as total_impressions,
       (select count(distinct device_id) from counted p
         where p.campaign_id = c.id) as unique_devices,
       (select count(distinct store_id) from counted p
         where p.campaign_id = c.id) as unique_stores,
       (select coalesce(sum(duration_seconds), 0) from counted p
         where p.campaign_id = c.id) as total_duration_seconds,
       (select jsonb_object_agg(hour, impressions)
          from (select to_char(h, 'FM00') as hour,
                       count(p.hour) as impressions
                  from generate_series(0, 23) h
                  left join counted p
                    on p.campaign_id = c.id and p.hour = to_char(h, 'FM00')
                 group by h) hours) as hourly_breakdown,
       jsonb_build_object(
         'regions',
         (select coalesce(jsonb_object_agg(region, impressions), '{}')
            from (select region, count(*) as impressions
                    from counted p
                   where p.campaign_id = c.id
                   group by region) regions),
         'stores',
         (select coalesce(jsonb_agg(jsonb_build_object(
                   'store_id', store_id, 'name', store_name, 'region', region,
                   'impressions', impressions)
                   order by impressions desc, store_id nulls last), '[]')
            from store s
           where s.campaign_id = c.id)) as geographic_breakdown,
       c.advertiser_id,
       c.name as campaign_name,
       y.time_zone,
       d.day_start,
       d.day_end,
       y.id as policy_id,
       (select count(*) from expected_play p where p.campaign_id = c.id)
         as plays_received,
       (select coalesce(jsonb_object_agg(reason, plays), '{}')
          from (select reason, count(*) as plays
                  from expected_play p
                 where p.campaign_id = c.id and reason is not null
                 group by reason) reasons) as plays_excluded,
       not c.in_flight as outside_flight,
       sha256(convert_to(
         (select coalesce(string_agg(
                   format(E'%s %s %s %s\n', device_id, coalesce(store_id::text,
                          '-'), impressions, duration_seconds), ''
                   order by device_id, store_id nulls first), '')
            from expected_device v
           where v.campaign_id = c.id), 'UTF8')) as devices_sha256
  from campaign c, policy y, day d
 where c.in_flight
    or c.id in (select campaign_id from expected_play);
