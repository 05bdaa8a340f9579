-- Whether a grant holds now.
-- $1 principal text
-- $2 advertiser uuid, null: everybody's
-- column: holds bool
-- called by: lib/admission.c
select
    exists (
        select
        from pop.access_now as a
        where a.principal = $1::text
            and a.advertiser_id is not distinct from $2::uuid
    ) as holds;
