-- When something was last written about the dates from $1 to $2, in
-- microseconds since 1970; null when nothing was.
-- $1 first date
-- $2 last date
-- column: sealed int8
-- called by: lib/replica.c
select (extract(epoch from greatest(
         (select max(r.created_at)
            from pop.proof_of_play as r
           where r.date between $1::date and $2::date),
         (select max(c.created_at)
            from pop.correction as c
           where c.date between $1::date and $2::date))) * 1000000)::int8
         as sealed;
