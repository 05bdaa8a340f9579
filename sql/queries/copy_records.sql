-- Writes records, in binary; id and created_at are the database's.
-- called by: lib/record_writer.c
copy pop.proof_of_play (
  campaign_id, date, total_impressions, unique_devices, unique_stores,
  total_duration_seconds, hourly_breakdown, geographic_breakdown,
  advertiser_id, campaign_name, time_zone, day_start, day_end, policy_id,
  plays_received, plays_excluded, outside_flight, devices_sha256
) from stdin (format binary);
