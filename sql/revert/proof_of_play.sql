-- Revert pop:proof_of_play from pg

begin;

drop table pop.proof_of_play_device;
drop table pop.proof_of_play;
drop function pop.sum_counts(jsonb);

commit;
