-- Whether a date has records.
-- $1 date date
-- column: sealed bool
-- called by: lib/aggregate.c
select exists (
         select from pop.proof_of_play as r where r.date = $1::date
       ) as sealed;
