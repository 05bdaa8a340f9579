-- Writes the devices behind records, in binary.
-- called by: lib/record_writer.c
copy pop.proof_of_play_device (
  campaign_id, date, device_id, store_id, impressions, duration_seconds
) from stdin (format binary);
