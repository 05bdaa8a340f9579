#!/bin/sh
#
# pop-aggregate --explain and --status: what holds, and how it came about.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
date=2026-02-02
six_devices
sql "
insert into public.campaigns values
  (md5('c1')::uuid, null, 'One', 'ACTIVE', '2026-01-01', null),
  (md5('c2')::uuid, null, 'Two', 'ACTIVE', '2026-01-01', null),
  (md5('over')::uuid, null, 'Over', 'ACTIVE', '2020-01-01', '2020-01-31');
"

# play CAMPAIGN DEVICES HOUR [STATUS]: a play on each of the first devices
play() {
	sql "insert into public.playback_logs (id, device_id, campaign_id,
	       content_id, started_at, duration_seconds, status)
	     select md5('p$1$3' || n)::uuid, md5('d' || n)::uuid,
	            md5('$1')::uuid, md5('f')::uuid,
	            '$date'::timestamptz + interval '$3 hours', 15,
	            '${4:-COMPLETED}'
	       from generate_series(1, $2) n"
}
id() { sql "select md5('$1')::uuid"; }
explain() { run "$aggregate" --explain "$(id "$1")" --date "$date"; }
corrects() {
	corrects_name=$1
	shift
	succeeds "$corrects_name" "$aggregate" --correct --date "$date" "$@"
}

play c1 6 1
play c1 6 2
play c1 1 3 SKIPPED
play c2 6 1
play none 2 1
play other 1 1

# --- before ---------------------------------------------------------------

explain c1
exits 0 'a day that is not sealed is explained'
like "$stdout" '^campaign   One$' 'its campaign'
like "$stdout" '^read       13 plays$' '... the plays read'
like "$stdout" "^  status_skipped +1  e.g. $(id pc131)$" '... the excluded'
like "$stdout" '^counted    180 seconds on 6 devices in 3 stores$' '... counted'
like "$stdout" '^record     not sealed$' '... and that there is no record'
explain over
exits 0 'so is a campaign that is over'
like "$stdout" '^campaign   Over, not in flight$' '... which is said'
fails 64 "there is no campaign $(id slip)" 'a campaign that nobody has' \
    "$aggregate" --explain "$(id slip)" --date "$date"

run "$aggregate" --date "$date" --verbose
exits 0 'the day is sealed'
like "$stderr" "3 plays belong to campaigns .*, campaign $(id none) the most;" \
    'the warning of orphans names a campaign'
explain none
exits 0 'whose plays can be looked at'
like "$stdout" "^campaign   $(id none), not in pop.source_campaign$" '... by id'
like "$stdout" '^read       2 plays$' '... all of them'
like "$stdout" '^record     none: .* pop.source_campaign does not have' \
    '... and why they have no record'

explain c1
exits 0 'a sealed record is explained'
like "$stdout" '^sealed     13 plays received, 12 counted, 180 seconds on 6 devices in 3 stores$' \
    'as it was sealed'
like "$stdout" '^record     sealed, agrees with the plays$' '... and holds'

# --- corrections ----------------------------------------------------------

play c1 6 4
explain c1
exits 65 'late plays are a difference'
like "$stdout" '^record     plays_received: sealed 13, the plays now give 19$' \
    '... from what was sealed'
corrects 'they are corrected' --campaign "$(id c1)" --reason late_plays
explain c1
exits 0 'what holds is what is compared'
like "$stdout" '^sealed     13 plays received, 12 counted' 'the original is shown'
like "$stdout" '^correction 1, late_plays: 19 plays received, 18 counted, 270 seconds' \
    '... and the correction'
like "$stdout" '^record     correction 1, agrees with the plays$' '... which holds'

corrects 'devices are excluded' --campaign "$(id c1)" --reason dispute \
    --exclude-device "$(id d1)" --exclude-device "$(id d2)"
explain c1
exits 0 'which is no difference'
like "$stdout" '^correction 2, dispute: .* 6 of devices that a person excluded$' \
    'but a reason'
like "$stdout" "^  device_excluded +6  e.g. $(id pc111), " '... with examples'
like "$stdout" '^  status_skipped +1 ' '... and after all others'
like "$stdout" '^counted    180 seconds on 4 devices ' '... that counts nothing'

play c1 1 5
explain c1
exits 65 'a late play of an excluded device is a difference'
like "$stdout" '^record     device_excluded: correction 2 6, the plays now give 7$' \
    '... of its own'
sql "delete from public.playback_logs where id = '$(id pc151)'"

sql "set session_replication_role = replica;
     delete from public.campaigns where id = '$(id c1)'"
explain c1
exits 0 'a campaign that is gone keeps its record'
like "$stdout" '^campaign   One, gone from pop.source_campaign$' '... and its name'

play over 3 6
corrects 'a campaign without a record gets a correction' \
    --campaign "$(id over)" --reason late_plays
explain over
exits 0 'which is explained'
unlike "$stdout" '^sealed ' '... without an original'
like "$stdout" '^correction 1, late_plays: 3 plays received' '... alone'

# --- status ---------------------------------------------------------------

run "$aggregate" --status --from "$date" --to 2026-02-03
exits 0 'the status'
like "$stdout" '^2026-02-02  sealed +3 +28 +21 +2  20' 'is of what holds'
like "$stdout" '^2026-02-03  missing$' '... or says that nothing does'
run "$aggregate" --status --json --from "$date" --to "$date"
like "$stdout" '"records":3,"plays_received":28,"impressions":21,"corrected":2,' \
    'in JSON too'

# --- plays on another server ----------------------------------------------

source=$PGDATABASE
new_database
fails 64 'there is no campaign' 'nothing of it is here' \
    "$aggregate" --explain "$(id c2)" --date "$date"
run "$aggregate" --explain "$(id c2)" --date "$date" --source "dbname=$source"
exits 0 'a campaign that only the source has'
like "$stdout" '^campaign   Two$' 'has its name from there'
like "$stdout" '^read       6 plays$' '... and its plays'

done_testing
