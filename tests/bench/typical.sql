-- The rival: the report as one statement, the way most would write it first.
-- It removes no duplicates, gives no reasons, keeps no devices and leaves out
-- plays without a store.  Variables: day.
drop table if exists bench_typical;
create unlogged table bench_typical as
with play as (
    select p.campaign_id, p.device_id, p.store_id, s.name, s.region,
           p.duration_seconds, p.started_at
      from playback_logs p
      join stores s on s.id = p.store_id
     where p.started_at >= timestamp :'day' at time zone 'UTC'
       and p.started_at < (timestamp :'day' + interval '1 day')
                          at time zone 'UTC'
       and p.status = 'COMPLETED'
), total as (
    select campaign_id, count(*) as total_impressions,
           count(distinct device_id) as unique_devices,
           count(distinct store_id) as unique_stores,
           sum(duration_seconds) as total_duration_seconds
      from play
     group by campaign_id
), by_hour as (
    select campaign_id, jsonb_object_agg(hour, plays) as hourly_breakdown
      from (select campaign_id,
                   to_char(started_at at time zone 'UTC', 'HH24') as hour,
                   count(*) as plays
              from play
             group by campaign_id, hour) h
     group by campaign_id
), by_region as (
    select campaign_id, jsonb_object_agg(region, plays) as regions
      from (select campaign_id, region, count(*) as plays
              from play
             group by campaign_id, region) r
     group by campaign_id
), by_store as (
    select campaign_id,
           jsonb_agg(jsonb_build_object('store_id', store_id, 'name', name,
                                        'region', region, 'impressions', plays)
                     order by plays desc, store_id) as stores
      from (select campaign_id, store_id, name, region, count(*) as plays
              from play
             group by campaign_id, store_id, name, region) s
     group by campaign_id
)
select total.*, by_hour.hourly_breakdown,
       jsonb_build_object('regions', by_region.regions,
                          'stores', by_store.stores) as geographic_breakdown
  from total
  join by_hour using (campaign_id)
  join by_region using (campaign_id)
  join by_store using (campaign_id);
