-- Revert pop:seal from pg

begin;

create or replace view pop.schema_version as
select 4 as version;

drop trigger refuse_beyond_seal on pop.proof_of_play;
drop table pop.seal;
drop function pop.refuse_beyond_seal();
drop function pop.check_seal();
drop function pop.seal_records(text);

commit;
