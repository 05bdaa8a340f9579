-- Names the transaction's snapshot, so that other connections can share it.
-- column: snapshot text
-- called by: lib/scan.c
select pg_export_snapshot() as snapshot;
