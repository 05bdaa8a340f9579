-- What comes first in a report's transaction when everybody may see everything:
-- settings (a pooler in transaction mode refuses or ignores start-up options)
-- and the version of the schema.  Sets pop.everything ("on" or "") and
-- pop.advertisers for the statements after it.
-- $1 timeout text, of a statement, in milliseconds
-- column: version int4
-- column: principal text, always null
-- column: settings text
-- called by: cgi-bin/database.c
select
    v.version,
    null::text as principal,
    concat(
        pg_catalog.set_config('search_path', '', true),
        pg_catalog.set_config('statement_timeout', $1::text, true),
        pg_catalog.set_config('pop.everything', 'on', true),
        pg_catalog.set_config('pop.advertisers', '{}', true)
    ) as settings
from pop.schema_version as v;
