-- How far a standby has come; nulls and false where the server is none.
-- caught_up: all it was sent is replayed, and a connection sends more.  What
-- the other end reports as its last location is for members of
-- pg_read_all_stats only; then that is replayed, too.
-- column: standby bool
-- column: caught_up bool
-- column: replayed_to int8
-- called by: lib/replica.c
select pg_is_in_recovery() as standby,
       exists (
         select
           from pg_stat_wal_receiver as r
          where pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn()
            and (r.latest_end_lsn is null
                 or pg_last_wal_replay_lsn() >= r.latest_end_lsn)
       ) as caught_up,
       (extract(epoch from pg_last_xact_replay_timestamp()) * 1000000)::int8
         as replayed_to;
