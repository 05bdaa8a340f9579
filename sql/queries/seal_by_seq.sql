-- One seal.
-- $1 seq int8
-- column: seq int8
-- column: body text
-- called by: lib/chain.c
select s.seq,
       s.body
  from only pop.seal as s
 where s.seq = $1::int8;
