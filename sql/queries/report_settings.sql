-- Settings of a report's transaction.  Not start-up options, which a pooler in
-- transaction mode refuses or ignores.
-- $1 timeout text, of statements and locks, in milliseconds
-- column: set_config text
-- column: set_config text
-- column: set_config text
-- column: set_config text
-- column: set_config text
-- column: set_config text
-- called by: cgi-bin/report_query.c
select
    pg_catalog.set_config('search_path', '', true),
    pg_catalog.set_config('TimeZone', 'UTC', true),
    pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
    pg_catalog.set_config('bytea_output', 'hex', true),
    pg_catalog.set_config('lock_timeout', $1::text, true),
    pg_catalog.set_config('statement_timeout', $1::text, true);
