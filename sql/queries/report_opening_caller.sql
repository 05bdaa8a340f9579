-- What comes first in a report's transaction when it matters who asks: settings
-- (a pooler in transaction mode refuses or ignores start-up options), the
-- version of the schema, the caller, and what may be seen.  Sets pop.everything
-- ("on" or "") and pop.advertisers for the statements after it.
-- $1 timeout text, of a statement, in milliseconds
-- $2 principal text, that the web server vouches for; null: none
-- $3 secret text, SHA-256 of a token in hexadecimal; null: none
-- column: version int4
-- column: principal text, null: the token does not hold
-- column: settings text
-- called by: cgi-bin/database.c
select
    v.version,
    w.principal,
    concat(
        pg_catalog.set_config('search_path', '', true),
        pg_catalog.set_config('statement_timeout', $1::text, true),
        pg_catalog.set_config(
            'pop.everything',
            case when g.everything then 'on' else '' end,
            true
        ),
        pg_catalog.set_config(
            'pop.advertisers', coalesce(g.advertisers::text, '{}'), true
        )
    ) as settings
from pop.schema_version as v
cross join lateral (
    select
        case
            when $3::text is null then $2::text
            else (
                select t.principal
                from pop.token as t
                where t.secret_sha256 = decode($3::text, 'hex')
                    and t.expires_at > now()
                    and not exists (
                        select
                        from pop.token_revocation as r
                        where r.token_id = t.id
                    )
            )
        end as principal
) as w
cross join lateral (
    select
        bool_or(a.advertiser_id is null) as everything,
        array_agg(a.advertiser_id) filter (
            where a.advertiser_id is not null
        ) as advertisers
    from pop.access_now as a
    where a.principal = w.principal
) as g;
