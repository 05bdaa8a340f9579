-- The campaigns that get a record: those in flight on the date, or those of a
-- list, which played, that are not.
-- $1 date date
-- $2 played uuid[]
-- $3 in_flight bool, whether those in flight are asked for
-- column: id uuid
-- column: advertiser_id uuid
-- column: name text
-- column: in_flight bool
-- called by: lib/source_names.c
select c.id,
       c.advertiser_id,
       c.name::text,
       f.in_flight
  from pop.source_campaign as c,
       lateral (select coalesce(c.starts_on <= $1::date
                                and (c.ends_on is null
                                     or c.ends_on >= $1::date),
                                false)) as f (in_flight)
 where f.in_flight = $3::bool
   and ($3::bool or c.id = any ($2::uuid[]));
