-- Who asks, and what may be seen.  Sets pop.everything and pop.principal for
-- the statements after it; pop.everything is "on" or "".
-- $1 principal text, that the web server vouches for; null: none
-- $2 secret text, SHA-256 of a token in hexadecimal; null: none
-- $3 public bool, everybody may see everything
-- column: principal text, null: the token does not hold
-- column: everything text
-- column: set_principal text
-- called by: cgi-bin/database.c
select
    w.principal,
    pg_catalog.set_config(
        'pop.everything',
        case
            when
                $3::bool
                or exists (
                    select
                    from pop.access_now as a
                    where a.principal = w.principal
                        and a.advertiser_id is null
                )
                then 'on'
            else ''
        end,
        true
    ) as everything,
    pg_catalog.set_config('pop.principal', coalesce(w.principal, ''), true)
        as set_principal
from (
    select
        case
            when $2::text is null then $1::text
            else (
                select t.principal
                from pop.token as t
                where t.secret_sha256 = decode($2::text, 'hex')
                    and t.expires_at > now()
                    and not exists (
                        select
                        from pop.token_revocation as r
                        where r.token_id = t.id
                    )
            )
        end as principal
) as w;
