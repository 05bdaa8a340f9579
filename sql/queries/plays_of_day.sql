-- The plays in the records of a date; null without records.
-- $1 date date
-- column: plays_received int8
-- called by: lib/aggregate.c
select sum(r.plays_received)::int8 as plays_received
  from pop.proof_of_play as r
 where r.date = $1::date;
