-- A campaign's record of a date and its corrections, oldest first: the last
-- one holds.  Revision 0 is the original; a day may be sealed without it.
-- $1 campaign_id uuid
-- $2 date date
-- column: revision int8
-- column: reason text
-- column: name text
-- column: policy_id int8
-- column: plays_received int8
-- column: total_impressions int8
-- column: unique_devices int8
-- column: unique_stores int8
-- column: total_duration_seconds int8
-- column: device_excluded int8, plays of devices that a person excluded
-- called by: cmd/aggregate_explain.c
select r.revision::int8,
       r.reason,
       r.name,
       r.policy_id::int8,
       r.plays_received,
       r.total_impressions,
       r.unique_devices::int8,
       r.unique_stores::int8,
       r.total_duration_seconds,
       coalesce((r.plays_excluded ->> 'device_excluded')::int8, 0)
         as device_excluded
  from (
    select 0 as revision, null::text as reason, p.campaign_name as name,
           p.policy_id, p.plays_received, p.total_impressions,
           p.unique_devices, p.unique_stores, p.total_duration_seconds,
           p.plays_excluded
      from only pop.proof_of_play as p
     where p.campaign_id = $1::uuid
       and p.date = $2::date
    union all
    select c.revision, c.reason, c.campaign_name as name,
           c.policy_id, c.plays_received, c.total_impressions,
           c.unique_devices, c.unique_stores, c.total_duration_seconds,
           c.plays_excluded
      from only pop.correction as c
     where c.campaign_id = $1::uuid
       and c.date = $2::date
  ) as r
 order by r.revision;
