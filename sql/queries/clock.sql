-- The database's clock now, in microseconds since 1970.
-- column: now int8
-- called by: lib/chain.c
select (extract(epoch from clock_timestamp()) * 1000000)::int8 as now;
