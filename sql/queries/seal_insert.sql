-- Appends a seal.
-- $1 seq int8
-- $2 kind text
-- $3 date date
-- $4 body text
-- called by: lib/chain.c
insert into pop.seal (seq, kind, date, body)
values ($1::int8, $2::text, $3::date, $4::text);
