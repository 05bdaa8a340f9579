-- When a token was revoked, if it was.
-- $1 token uuid
-- column: revoked text
-- called by: lib/admission.c
select
    to_char(
        r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ) as revoked
from pop.token_revocation as r
where r.token_id = $1::uuid;
