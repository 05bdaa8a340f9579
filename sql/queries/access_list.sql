-- The grants that hold now.
-- $1 principal text, null: all
-- column: principal text
-- column: advertiser text, "all" for everybody's
-- column: since text
-- column: note text
-- called by: cmd/pop-access.c
select
    a.principal,
    coalesce(a.advertiser_id::text, 'all') as advertiser,
    to_char(
        a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ) as since,
    a.note
from pop.access_now as a
where $1::text is null or a.principal = $1::text
order by a.principal collate "C", a.advertiser_id nulls first;
