-- Revert pop:version_1 from pg

begin;

drop view pop.schema_version;

commit;
