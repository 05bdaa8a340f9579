-- Says what a principal may read from now on.
-- $1 principal text
-- $2 advertiser uuid, null: everybody's
-- $3 granted bool, false: no longer
-- $4 note text
-- column: id int8
-- called by: lib/admission.c
insert into pop.access (principal, advertiser_id, granted, note)
values ($1::text, $2::uuid, $3::bool, $4::text)
returning id;
