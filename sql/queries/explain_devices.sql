-- The devices behind what holds of a campaign and date.
-- $1 campaign_id uuid
-- $2 date date
-- column: device_id uuid
-- called by: lib/explain.c
select distinct d.device_id
  from pop.effective_device as d
 where d.campaign_id = $1::uuid
   and d.date = $2::date;
