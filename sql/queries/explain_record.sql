-- What is known of a campaign's record of a date: one row, null where nothing
-- is.
-- $1 campaign_id uuid
-- $2 date date
-- column: name text
-- column: in_source bool
-- column: policy_id int8
-- column: plays_received int8
-- column: total_impressions int8
-- column: unique_devices int8
-- column: unique_stores int8
-- column: total_duration_seconds int8
-- called by: cmd/aggregate_explain.c
select coalesce(r.campaign_name, c.name::text) as name,
       c.id is not null as in_source,
       r.policy_id::int8,
       r.plays_received,
       r.total_impressions,
       r.unique_devices::int8,
       r.unique_stores::int8,
       r.total_duration_seconds
  from (select $1::uuid as id, $2::date as date) as wanted
  left join pop.proof_of_play as r
    on r.campaign_id = wanted.id and r.date = wanted.date
  left join pop.source_campaign as c
    on c.id = wanted.id;
