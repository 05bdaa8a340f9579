-- Writes corrections, in binary; id and created_at are the database's.
-- column: campaign_id uuid
-- column: date date
-- column: total_impressions int8
-- column: unique_devices int4
-- column: unique_stores int4
-- column: total_duration_seconds int8
-- column: hourly_breakdown jsonb
-- column: geographic_breakdown jsonb
-- column: advertiser_id uuid
-- column: campaign_name text
-- column: time_zone text
-- column: day_start timestamptz
-- column: day_end timestamptz
-- column: policy_id int8
-- column: plays_received int8
-- column: plays_excluded jsonb
-- column: outside_flight bool
-- column: devices_sha256 bytea
-- column: revision int4
-- column: supersedes bytea
-- column: reason text
-- column: note text
-- column: seal_seq int8
-- called by: lib/record_writer.c
copy pop.correction (
  campaign_id, date, total_impressions, unique_devices, unique_stores,
  total_duration_seconds, hourly_breakdown, geographic_breakdown,
  advertiser_id, campaign_name, time_zone, day_start, day_end, policy_id,
  plays_received, plays_excluded, outside_flight, devices_sha256,
  revision, supersedes, reason, note, seal_seq
) from stdin (format binary);
