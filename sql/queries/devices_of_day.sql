-- The devices behind the records of a date, in the order they are hashed.
-- $1 date date
-- column: campaign_id uuid
-- column: line text
-- called by: lib/sealer.c
select d.campaign_id,
       concat_ws(' ', d.device_id, coalesce(d.store_id::text, '-'),
                 d.impressions, d.duration_seconds) || chr(10) as line
  from only pop.proof_of_play_device as d
 where d.date = $1::date
 order by d.campaign_id, d.device_id, d.store_id nulls first;
