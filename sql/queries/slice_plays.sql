-- The plays that start in an interval; run as COPY, so the two parameters are
-- pasted in as literals, which also lets the planner see them.
-- $1 start timestamptz
-- $2 end timestamptz
-- column: campaign_id uuid
-- column: device_id uuid
-- column: content_id uuid
-- column: store_id uuid
-- column: started_at timestamptz
-- column: duration_seconds int4
-- column: status text
-- column: received_at timestamptz
-- called by: lib/slice.c
select p.campaign_id,
       p.device_id,
       p.content_id,
       p.store_id,
       p.started_at,
       p.duration_seconds::int4,
       p.status::text,
       p.received_at
  from pop.source_play as p
 where p.started_at >= $1::timestamptz
   and p.started_at < $2::timestamptz;
