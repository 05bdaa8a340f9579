-- Compares what is sealed for a day with what expected.sql computes.
-- Variables: day.  Prints a line for each row that differs, then
--   oracle <day> differences=N records=N plays=N orphans=N
-- jsonb is compared as text: 1.0 is not 1 here.

\ir expected.sql

create temp table difference as
select 'expected record' as what, to_jsonb(r) as row
  from (select e.campaign_id, date, total_impressions, unique_devices,
               unique_stores, total_duration_seconds, hourly_breakdown::text,
               geographic_breakdown::text, advertiser_id, campaign_name,
               time_zone, day_start, day_end, policy_id, plays_received,
               plays_excluded::text, outside_flight, devices_sha256
          from expected_record e
        except all
        select campaign_id, date, total_impressions, unique_devices,
               unique_stores, total_duration_seconds, hourly_breakdown::text,
               geographic_breakdown::text, advertiser_id, campaign_name,
               time_zone, day_start, day_end, policy_id, plays_received,
               plays_excluded::text, outside_flight, devices_sha256
          from pop.proof_of_play
         where date = :'day') r
 union all
select 'sealed record', to_jsonb(r)
  from (select campaign_id, date, total_impressions, unique_devices,
               unique_stores, total_duration_seconds, hourly_breakdown::text,
               geographic_breakdown::text, advertiser_id, campaign_name,
               time_zone, day_start, day_end, policy_id, plays_received,
               plays_excluded::text, outside_flight, devices_sha256
          from pop.proof_of_play
         where date = :'day'
        except all
        select campaign_id, date, total_impressions, unique_devices,
               unique_stores, total_duration_seconds, hourly_breakdown::text,
               geographic_breakdown::text, advertiser_id, campaign_name,
               time_zone, day_start, day_end, policy_id, plays_received,
               plays_excluded::text, outside_flight, devices_sha256
          from expected_record) r
 union all
select 'expected device', to_jsonb(d)
  from (select campaign_id, date, device_id, store_id, impressions,
               duration_seconds
          from expected_device
        except all
        select campaign_id, date, device_id, store_id, impressions,
               duration_seconds
          from pop.proof_of_play_device
         where date = :'day') d
 union all
select 'sealed device', to_jsonb(d)
  from (select campaign_id, date, device_id, store_id, impressions,
               duration_seconds
          from pop.proof_of_play_device
         where date = :'day'
        except all
        select campaign_id, date, device_id, store_id, impressions,
               duration_seconds
          from expected_device) d;

select format('%s: %s', what, row) from difference order by row ->> 'campaign_id', row;

select format('oracle %s differences=%s records=%s plays=%s orphans=%s',
              :'day', (select count(*) from difference),
              (select count(*) from expected_record),
              (select count(*) from expected_play),
              (select count(*)
                 from expected_play e
                where not exists (select from pop.source_campaign c
                                   where c.id = e.campaign_id)));

drop table difference, expected_record, expected_device, expected_play;
