-- The newest seal; no row before the first.
-- column: seq int8
-- column: body text
-- called by: lib/chain.c
select s.seq,
       s.body
  from only pop.seal as s
 order by s.seq desc
 limit 1;
