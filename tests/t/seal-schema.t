#!/bin/sh
#
# The chain of seals in the database: what may follow what, and that a sealed
# day takes nothing more.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
sql "" -f tests/fixtures/record.sql >/dev/null || exit 1

# insert ARGUMENTS: the SQLSTATE of a seal inserted and rolled back
insert() {
	sqlstate "begin; select public.insert_seal($1); rollback"
}

# forged SEQ PATTERN REPLACEMENT: the same of a good seal, changed
forged() {
	sqlstate "begin; insert into pop.seal values ($1, 'day', '2026-02-03',
	    regexp_replace(public.seal_body($1, 'day', '2026-02-03', 0),
		'$2', '$3')); rollback"
}

# --- the chain ------------------------------------------------------------

is "$(insert "2, 'day', '2026-02-03', 0")" ok "a seal follows the first"
is "$(insert "2, 'day', '2026-02-01', 0")" ok "of an earlier day too"
is "$(insert "1, 'day', '2026-02-03', 0")" 23505 "a number is given once"
is "$(insert "3, 'day', '2026-02-03', 0")" POP03 "no number is left out"
is "$(insert "-1, 'day', '2026-02-03', 0")" 23514 "numbers begin with 1"
is "$(insert "2, 'day', '2026-02-02', 1")" 23505 "a day is sealed once"
is "$(insert "2, 'week', '2026-02-03', 0")" 23514 "there are two kinds"
is "$(insert "2, 'day', '2026-02-03', 1")" POP03 \
    "a seal covers the records there are: fewer"
is "$(insert "2, 'day', '2026-02-03', 0, '2026-02-03T00:10:01Z'")" POP03 \
    "time does not run backwards"

is "$(forged 2 x x)" ok "what is forged below is good as such"
while IFS='|' read -r state pattern replacement what; do
	is "$(forged 2 "$pattern" "$replacement")" "$state" "$what"
done <<'END'
POP03|prev .|prev x|a link that is no hash
POP03|prev [0-9a-f]{4}|prev 0000|a wrong link
23514|seq 2|seq 1|another number than its column says
23514|kind day|kind correction|another kind
23514|date 2026-02-03|date 2026-02-04|another date
23514|pop-seal/v1|pop-seal/v2|another version
23514|origin retail|origin re tail|a space in the origin
23514|records 0|records 00|a zero too many
23514|root [0-9a-f]|root A|a root in capitals
23514|\n$||no last newline
23514|$|x|more than ten lines
23514|zone|zone |a second space
23514|02Z|03+00:00|a time in another form
END

# --- a sealed day ---------------------------------------------------------

second='{"id": "a0000000-0000-4000-8000-000000000002",
    "campaign_id": "c0000000-0000-4000-8000-000000000002"'
is "$(sqlstate "begin; select public.insert_record('$second}'); rollback")" \
    POP02 "a sealed day takes no record"
is "$(PGOPTIONS="-c session_replication_role=replica" \
    sqlstate "begin; select public.insert_record('$second}'); rollback")" \
    POP02 "not from a replica either"
is "$(sqlstate "begin;
    select public.insert_record('$second, \"date\": \"2026-02-03\"}');
    select public.insert_seal(2, 'day', '2026-02-03', 1); rollback")" ok \
    "a day is written, then sealed"
is "$(sqlstate "begin; select public.insert_seal(2, 'day', '2026-02-03', 0);
    select public.insert_record('$second, \"date\": \"2026-02-03\"}');
    rollback")" POP02 "not the other way round"

# --- what was lost can be put back by the writer --------------------------

sql "grant select on public.campaigns to pop_writer;
     begin;
     select public.insert_record('$second, \"date\": \"2026-02-03\"}');
     select public.insert_seal(2, 'day', '2026-02-03', 1);
     select public.insert_seal(3, 'day', '2026-02-04', 0);
     commit;
     create schema kept;
     create table kept.record as
	select * from pop.proof_of_play where date = '2026-02-03';
     create table kept.seal as select * from pop.seal where seq = 2;
     grant usage on schema kept to pop_writer;
     grant select on all tables in schema kept to pop_writer;
     set session_replication_role = replica;
     alter table pop.proof_of_play disable trigger user;
     alter table pop.seal disable trigger user;
     delete from pop.proof_of_play where date = '2026-02-03';
     delete from pop.seal where seq = 2;
     alter table pop.proof_of_play enable always trigger refuse_change;
     alter table pop.proof_of_play enable always trigger refuse_row_change;
     alter table pop.proof_of_play enable always trigger refuse_beyond_seal;
     alter table pop.seal enable always trigger refuse_change;
     alter table pop.seal enable always trigger refuse_row_change;
     alter table pop.seal enable always trigger check_seal" >"$TMP/lost"

writer() { sqlstate "$1" -U pop_writer; }

is "$(writer "begin; insert into pop.seal table kept.seal; rollback")" POP03 \
    "a seal without its records is refused"
is "$(writer "begin;
    insert into pop.proof_of_play table kept.record;
    insert into pop.seal
    select seq, kind, date, replace(body, 'root e', 'root d') from kept.seal;
    rollback")" POP03 "so is another seal in the place of the lost one"
is "$(writer "begin; insert into pop.proof_of_play table kept.record;
    insert into pop.seal table kept.seal; commit")" ok \
    "the lost records and seal are put back"
is "$(writer "insert into pop.proof_of_play
    select gen_random_uuid(), 'c0000000-0000-4000-8000-000000000001'::uuid,
	date, total_impressions, unique_devices, unique_stores,
	total_duration_seconds, hourly_breakdown, geographic_breakdown,
	created_at, advertiser_id, campaign_name, time_zone, day_start, day_end,
	policy_id, plays_received, plays_excluded, outside_flight,
	devices_sha256 from kept.record")" POP02 "and no more than these"

# --- so it is with devices ------------------------------------------------

sql "set session_replication_role = replica;
     alter table pop.proof_of_play_device disable trigger user;
     create table kept.device as select * from pop.proof_of_play_device;
     delete from pop.proof_of_play_device;
     alter table pop.proof_of_play_device enable trigger user;
     alter table pop.proof_of_play_device enable always trigger refuse_change;
     alter table pop.proof_of_play_device
       enable always trigger refuse_row_change;
     alter table pop.proof_of_play_device
       enable always trigger refuse_beyond_record;
     grant select on kept.device to pop_writer" >/dev/null

put='insert into pop.proof_of_play_device
    select campaign_id, date, gen_random_uuid(), store_id'
is "$(writer "$put, 2, 15 from kept.device")" POP02 \
    "a sealed record takes no impression beyond its own"
is "$(writer "$put, 1, 16 from kept.device")" POP02 "and no second"
is "$(writer "insert into pop.proof_of_play_device table kept.device")" ok \
    "lost devices are put back"
is "$(writer "$put, 1, 1 from kept.device")" POP02 "and no more than these"
is "$(PGOPTIONS="-c session_replication_role=replica" \
    sqlstate "$put, 1, 1 from kept.device")" POP02 "not from a replica either"
is "$(PGOPTIONS="-c session_replication_role=replica" \
    sqlstate "insert into pop.proof_of_play_device
	values (gen_random_uuid(), '2026-02-02', gen_random_uuid(), null, 1, 1)")" \
    POP02 "nor does a record that is not there"

done_testing
