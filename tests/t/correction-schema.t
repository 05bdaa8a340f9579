#!/bin/sh
#
# Corrections in the database: what they may follow, and what holds then.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
sql "" -f tests/fixtures/record.sql -f tests/fixtures/correction.sql \
    >/dev/null || exit 1

correct='select public.insert_correction'
seal='select public.insert_seal'

# try STATEMENT...: the SQLSTATE of a transaction of the writer's rights, rolled
# back after its deferred checks
try() {
	sqlstate "begin; $1; set constraints all immediate; rollback"
}

# --- what holds -----------------------------------------------------------

is "$(sql "select revision, total_impressions, campaign_name
	   from pop.effective_record")" "1|2|One" "the correction holds"
is "$(sql "select impressions, duration_seconds from pop.effective_device")" \
    "2|30" "and its devices"
is "$(sql "select total_impressions from pop.proof_of_play")" 1 \
    "the original is as it was"
sql "begin;
    $correct('{\"id\": \"b0000000-0000-4000-8000-000000000002\",
	\"revision\": 2, \"seal_seq\": 3, \"reason\": \"dispute\"}');
    insert into pop.correction_device select campaign_id, date, 2, device_id,
	null, 1, 15 from pop.proof_of_play_device;
    $seal(3, 'correction', '2026-02-05', 1, '2026-02-05T00:00:00Z');
    commit" >/dev/null
is "$(sql "select revision, total_impressions, store_id
	   from pop.effective_record r join pop.effective_device d
	   using (campaign_id, date)")" "2|1|" "the highest revision holds"
is "$(sql "select array_agg(column_name::text || ' ' || data_type
			    order by ordinal_position)
	   from information_schema.columns
	   where table_schema = 'pop' and table_name = 'effective_record'")" \
    "$(sql "select array_agg(column_name::text || ' ' || data_type
			     order by ordinal_position)
		|| array['revision integer']
	    from information_schema.columns
	    where table_schema = 'pop' and table_name = 'proof_of_play'")" \
    "the view has a record's columns and the revision"

# --- what may follow ------------------------------------------------------

next='"id": "b0000000-0000-4000-8000-000000000003", "revision": 3,
    "seal_seq": 4'
seal4="$seal(4, 'correction', '2026-02-06', 1, '2026-02-06T00:00:00Z')"
zeros='"supersedes": "\\x0000000000000000000000000000000000000000000000000000000000000000"'
other='"campaign_id": "c0000000-0000-4000-8000-000000000002"'

is "$(try "$correct('{$next}'); $seal4")" ok "the next revision"
is "$(try "$correct('{$next}')")" 23503 "not without a seal"
is "$(try "$seal4; $correct('{$next}')")" POP03 "not after its seal"
is "$(try "$correct('{$next}');
    $seal(4, 'correction', '2026-02-06', 2, '2026-02-06T00:00:00Z')")" POP03 \
    "not under a seal that covers more"
is "$(try "$correct('{$next, \"seal_seq\": 3}')")" POP02 \
    "not under the seal of others"
is "$(try "$correct('{$next, \"seal_seq\": 1}')")" POP02 \
    "not under the seal of a day"
is "$(try "$correct('{$next, \"revision\": 4}'); $seal4")" POP03 \
    "not leaving a revision out"
is "$(try "$correct('{$next, \"revision\": 2}'); $seal4")" 23505 \
    "not the same revision again"
is "$(try "$correct('{$next, \"date\": \"2026-02-03\", \"revision\": 1,
    $zeros}'); $seal4")" POP03 "not of a day that is not sealed"
is "$(try "$correct('{$next, $zeros}'); $seal4")" POP03 \
    "not of nothing where there is a revision"
is "$(try "$correct('{$next, $other, \"revision\": 1}'); $seal4")" POP03 \
    "not of something where there is no record"
is "$(try "$correct('{$next, $other, \"revision\": 1, $zeros}'); $seal4")" ok \
    "a campaign without a record gets one"
is "$(try "$correct('{$next, \"reason\": \"whim\"}'); $seal4")" 23514 \
    "the reason is one of the list"
is "$(try "$correct('{$next, \"supersedes\": \"\\\\x00\"}'); $seal4")" 23514 \
    "a leaf has 32 bytes"
is "$(try "$correct('{$next, \"plays_received\": 9}'); $seal4")" 23514 \
    "the books of a correction balance"
is "$(try "$correct('{$next, \"campaign_id\":
    \"c0000000-0000-4000-8000-00000000000f\", \"revision\": 1, $zeros}');
    $seal4")" 23503 "the campaign is known"

# --- devices --------------------------------------------------------------

device="insert into pop.correction_device
    select campaign_id, date, revision, device_id, store_id, impressions,
	duration_seconds"
is "$(try "$device from pop.correction_device where revision = 2")" 23505 \
    "a device without a store stands there once"
is "$(try "$device from (select campaign_id, date, 3 as revision, device_id,
    store_id, impressions, duration_seconds from pop.proof_of_play_device) d")" \
    23503 "devices need their correction"

is "$(try "$device from (select campaign_id, date, 2 as revision,
    gen_random_uuid() as device_id, store_id, 1 as impressions,
    1 as duration_seconds from pop.proof_of_play_device) d")" POP02 \
    "a sealed correction takes no more of them"

# --- the writer can do it -------------------------------------------------

sql "create table public.kept as select * from pop.correction where revision = 2;
     grant select on public.kept to pop_writer"
is "$(sqlstate "begin;
    insert into pop.correction select id, campaign_id, date, total_impressions,
	unique_devices, unique_stores, total_duration_seconds, hourly_breakdown,
	geographic_breakdown, created_at, advertiser_id, campaign_name,
	time_zone, day_start, day_end, policy_id, plays_received,
	plays_excluded, outside_flight, devices_sha256, 3, supersedes, reason,
	note, 4 from (select k.*, gen_random_uuid() as new from public.kept k) k;
    rollback" -U pop_writer)" 23505 "an id is given once"
is "$(sqlstate "begin;
    update public.kept set id = gen_random_uuid(), revision = 3, seal_seq = 4;
    set role pop_writer;
    insert into pop.correction table public.kept;
    insert into pop.correction_device select campaign_id, date, 3, device_id,
	store_id, 1, 15 from pop.proof_of_play_device;
    reset role;
    create temp table body as select public.seal_body(4, 'correction',
	'2026-02-06', 1, '2026-02-06T00:00:00Z') as body;
    grant select on body to pop_writer;
    set role pop_writer;
    insert into pop.seal select 4, 'correction', '2026-02-06', body from body;
    set constraints all immediate;
    rollback")" ok "the writer corrects and seals"

done_testing
