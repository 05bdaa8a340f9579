-- Revokes a token, if it exists and was not revoked before.
-- $1 token uuid
-- $2 note text
-- column: token_id uuid
-- called by: lib/admission.c
insert into pop.token_revocation (token_id, note)
select
    t.id,
    $2::text
from pop.token as t
where t.id = $1::uuid
on conflict do nothing
returning token_id;
