-- Revert pop:pop from pg

begin;

drop function pop.refuse_change();
drop schema pop;

commit;
