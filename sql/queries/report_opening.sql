-- What comes first in a report's transaction: settings (a pooler in transaction
-- mode refuses or ignores start-up options), the version of the schema, who
-- asks, and what may be seen.  Sets pop.everything ("on" or "") and
-- pop.principal for the statements after it.
-- $1 timeout text, of statements and locks, in milliseconds
-- $2 principal text, that the web server vouches for; null: none
-- $3 secret text, SHA-256 of a token in hexadecimal; null: none
-- $4 public bool, everybody may see everything
-- column: version int4
-- column: principal text, null: the token does not hold
-- column: settings text
-- called by: cgi-bin/database.c
select
    (select v.version from pop.schema_version as v) as version,
    w.principal,
    concat(
        pg_catalog.set_config('search_path', '', true),
        pg_catalog.set_config('TimeZone', 'UTC', true),
        pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
        pg_catalog.set_config('lock_timeout', $1::text, true),
        pg_catalog.set_config('statement_timeout', $1::text, true),
        pg_catalog.set_config(
            'pop.principal', coalesce(w.principal, ''), true
        ),
        pg_catalog.set_config(
            'pop.everything',
            case
                when $4::bool then 'on'
                when exists (
                    select
                    from pop.access_now as a
                    where a.principal = w.principal
                        and a.advertiser_id is null
                ) then 'on'
                else ''
            end,
            true
        )
    ) as settings
from (
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
) as w;
