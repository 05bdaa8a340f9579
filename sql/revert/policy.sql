-- Revert pop:policy from pg

begin;

drop table pop.policy;
drop function pop.check_time_zone();

commit;
