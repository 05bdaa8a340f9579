-- Whether a date was sealed.  A day without campaigns has no records, only
-- its run.
-- $1 date date
-- column: sealed bool
-- called by: lib/aggregate.c
select exists (
         select from pop.proof_of_play as r where r.date = $1::date
       )
       or exists (
         select
           from pop.run as u
          where u.date = $1::date
            and u.outcome = 'sealed'
       ) as sealed;
