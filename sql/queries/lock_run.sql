-- Takes the lock that only one run at a time may hold, for the session.  It is
-- taken before any transaction begins: inside a repeatable read transaction
-- it would wait with a snapshot from before the other run's commit.
-- column: locked bool
-- called by: lib/aggregate.c
select pg_try_advisory_lock(8101517358293120887) as locked;
