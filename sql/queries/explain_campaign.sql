-- What the platform knows of a campaign; no row where it does not know it.
-- $1 campaign_id uuid
-- $2 date date
-- column: name text
-- column: in_flight bool, on the date
-- called by: cmd/aggregate_explain.c
select c.name::text,
       coalesce(c.starts_on <= $2::date
                and (c.ends_on is null or c.ends_on >= $2::date),
                false) as in_flight
  from pop.source_campaign as c
 where c.id = $1::uuid;
