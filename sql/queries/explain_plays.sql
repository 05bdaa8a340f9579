-- The plays of one campaign that start in an interval, with their ids; run as
-- COPY, so the parameters are pasted in as literals.
-- $1 start timestamptz
-- $2 end timestamptz
-- $3 campaign_id uuid
-- column: campaign_id uuid
-- column: device_id uuid
-- column: content_id uuid
-- column: store_id uuid
-- column: started_at timestamptz
-- column: duration_seconds int4
-- column: status text
-- column: received_at timestamptz
-- column: play_id uuid
-- called by: lib/explain.c
select p.campaign_id,
       p.device_id,
       p.content_id,
       p.store_id,
       p.started_at,
       p.duration_seconds::int4,
       p.status::text,
       p.received_at,
       p.play_id
  from pop.source_play as p
 where p.started_at >= $1::timestamptz
   and p.started_at < $2::timestamptz
   and p.campaign_id = $3::uuid;
