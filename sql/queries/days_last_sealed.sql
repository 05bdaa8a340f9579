-- The newest date that was sealed; null before the first run.
-- column: date text
-- called by: lib/days.c
select greatest(
         (select max(r.date) from pop.proof_of_play as r),
         (select max(u.date) from pop.run as u where u.outcome = 'sealed')
       )::text as date;
