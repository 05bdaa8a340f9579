-- All tokens, newest first, and whether they hold now.
-- $1 principal text, null: all
-- column: id uuid
-- column: principal text
-- column: state text
-- column: created text
-- column: expires text
-- column: note text
-- called by: cmd/pop-access.c
select
    t.id,
    t.principal,
    case
        when r.token_id is not null then 'revoked'
        when t.expires_at <= now() then 'expired'
        else 'valid'
    end as state,
    to_char(
        t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ) as created,
    to_char(
        t.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ) as expires,
    t.note
from pop.token as t
left join pop.token_revocation as r on r.token_id = t.id
where $1::text is null or t.principal = $1::text
order by t.created_at desc, t.id;
