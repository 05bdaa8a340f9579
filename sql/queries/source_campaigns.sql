-- The campaigns that get a record: in flight on the date, or played.
-- $1 date date
-- $2 played uuid[]
-- column: id uuid
-- column: advertiser_id uuid
-- column: name text
-- column: in_flight bool
-- called by: lib/source.c
select c.id,
       c.advertiser_id,
       c.name::text,
       f.in_flight
  from pop.source_campaign as c,
       lateral (select coalesce(c.starts_on <= $1::date
                                and (c.ends_on is null
                                     or c.ends_on >= $1::date),
                                false)) as f (in_flight)
 where f.in_flight
    or c.id = any ($2::uuid[])
 order by c.id;
