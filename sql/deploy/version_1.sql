-- Deploy pop:version_1 to pg
--
-- The programs ask for the version and refuse a database that is too old or
-- too new for them.

begin;

create view pop.schema_version as
select 1 as version;

comment on view pop.schema_version is 'What the programs compare with the version they know.';

alter view pop.schema_version owner to pop_owner;
revoke all on pop.schema_version from public, pop_owner;
grant select on pop.schema_version to pop_writer, pop_reader;

commit;
