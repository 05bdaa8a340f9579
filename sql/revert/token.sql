-- Revert pop:token from pg

begin;

create or replace view pop.schema_version as
select 3 as version;

drop table pop.token_revocation;
drop table pop.token;

commit;
