-- Settings of a report's transaction.  Not start-up options, which a pooler in
-- transaction mode refuses or ignores.
-- $1 timeout text, in milliseconds
-- column: search_path text
-- column: time_zone text
-- column: date_style text
-- column: lock_timeout text
-- column: statement_timeout text
-- called by: cgi-bin/database.c
select
    pg_catalog.set_config('search_path', '', true) as search_path,
    pg_catalog.set_config('TimeZone', 'UTC', true) as time_zone,
    pg_catalog.set_config('DateStyle', 'ISO, YMD', true) as date_style,
    pg_catalog.set_config('lock_timeout', $1::text, true) as lock_timeout,
    pg_catalog.set_config('statement_timeout', $1::text, true)
        as statement_timeout;
