-- Revert pop:access from pg

begin;

create or replace view pop.schema_version as
select 2 as version;

drop view pop.access_now;
drop table pop.access;

commit;
