-- The version of the schema.
-- column: version int4
-- called by: lib/schema.c
select v.version from pop.schema_version as v;
