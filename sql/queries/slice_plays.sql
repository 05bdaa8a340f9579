-- The plays that start in an interval; run as COPY, so the parameters are
-- pasted in as literals, which also lets the planner see them.
--
-- Sending a value costs the server as much as finding the row, so nothing is
-- sent twice over: the usual status is null (a status that is null is sent as
-- empty, which means the same), and a receipt is sent only if it came before
-- the start, for no other can tell of a clock that is ahead.
-- $1 start timestamptz
-- $2 end timestamptz
-- $3 usual_status text
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
       nullif(coalesce(p.status::text, ''), $3::text) as status,
       case when p.received_at < p.started_at
            then p.received_at
       end as received_at
  from pop.source_play as p
 where p.started_at >= $1::timestamptz
   and p.started_at < $2::timestamptz;
