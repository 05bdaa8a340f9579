-- Writes the devices behind corrections, in binary.
-- column: campaign_id uuid
-- column: date date
-- column: device_id uuid
-- column: store_id uuid
-- column: impressions int8
-- column: duration_seconds int8
-- column: revision int4
-- called by: lib/record_writer.c
copy pop.correction_device (
  campaign_id, date, device_id, store_id, impressions, duration_seconds,
  revision
) from stdin (format binary);
