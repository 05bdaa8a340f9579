-- Revert pop:run from pg

begin;

create or replace view pop.schema_version as
select 1 as version;

drop table pop.run;

commit;
