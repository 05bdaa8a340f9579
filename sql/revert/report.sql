-- Revert pop:report from pg

begin;

create or replace view pop.schema_version as
select 7 as version;

drop function pop.report_records(date, date);
drop function pop.report_campaign(uuid);

commit;
