#!/bin/sh
#
# What pop-aggregate says, to whom, and when: silence, -v, --json, warnings,
# the progress bar, --metrics-file.

# shellcheck disable=SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
ONE=00000000-0000-4000-8000-0000000000c1
ORPHAN=00000000-0000-4000-8000-0000000000c9

# play DAY N [SECONDS [CAMPAIGN]]: N plays of a device
play() {
	sql "insert into public.playback_logs (id, device_id, campaign_id,
	        content_id, started_at, duration_seconds, status, created_at)
	    select gen_random_uuid(), '$ONE', '${4:-$ONE}', '$ONE',
	           '$1'::timestamptz + n * interval '1 minute', ${3:-15},
	           case when n % 10 = 0 then 'ERROR' else 'COMPLETED' end,
	           '$1'::date + 1
	      from generate_series(1, $2) n"
}

sql "insert into public.campaigns values
     ('$ONE', null, 'One', 'ACTIVE', '2000-01-01')"
play 2026-02-02 100
play 2026-02-03 100

# --- silence, -v, JSON ----------------------------------------------------------

succeeds 'a day that is well' "$aggregate" --date 2026-02-02
is "$stdout" '' 'is no output'
run "$aggregate" -v --date 2026-02-03
exits 0 'with -v'
is "$stdout" '' 'standard output is for answers'
like "$stderr" '^pop-aggregate: 2026-02-03: read 100 plays in [0-9.]+ s$' \
    'a line for reading'
like "$stderr" '^pop-aggregate: 2026-02-03: sealed 1 records in [0-9.]+ s$' \
    'a line for sealing'

# --- warnings -------------------------------------------------------------------

play 2026-02-09 40 # 100 a week before
play 2026-02-09 3 15 "$ORPHAN"
play 2026-02-10 100 3600
succeeds 'days to be warned of' "$aggregate" --json --from 2026-02-09 --to 2026-02-10
is "$(printf '%s\n' "$stdout" | jq -r '.date + " " + .outcome + " " +
    (.warnings | map(.[12:]) | sort | join("; "))')" \
    "2026-02-09 sealed 3 plays belong to campaigns that pop.source_campaign does not have, campaign $ORPHAN the most; they are in no record; 40 plays, less than half of the 100 a week earlier
2026-02-10 sealed 1 devices counted more seconds than the day has, device $ONE the most" \
    'are so in JSON'
is "$(printf '%s\n' "$stdout" | sed -n 1p |
    jq -c '[.records, .plays_read, .plays_counted, .plays_excluded, .orphan_plays]')" \
    '[1,43,36,{"status_error":4},3]' 'with the counts'
run "$aggregate" -v --dry-run --date 2026-02-10
exits 0 'a warning is no failure'
like "$stderr" 'warning: 2026-02-10: 1 devices counted more' 'with -v it is said'
run "$aggregate" --dry-run --date 2026-02-10
is "$stderr" '' 'and not without'

# --- the progress bar --------------------------------------------------------------

# Reading takes as long as somebody holds the table, and so does writing.
held=public.playback_logs
bar='2026-02-02 \[[#.]+\] [0-9]+ plays'
# slowly NAME=VALUE... COMMAND...: the same, of a run that takes a while
slowly() {
	hold "$held"
	on_terminal "$@" >"$TMP/shown" &
	terminal=$!
	until_true "exists (select from pg_stat_activity
	    where wait_event_type = 'Lock' and application_name = 'pop-aggregate')"
	sql 'select pg_sleep(0.5)' >/dev/null # a bar moves every 0.2 s
	let_go
	wait "$terminal"
}
# on_terminal NAME=VALUE... COMMAND...: what a terminal is sent
on_terminal() {
	script -qec "env $*" /dev/null </dev/null | tr '\r' '\n'
}
dry="$aggregate --dry-run --date 2026-02-02"
slowly TERM=xterm "$dry"
like "$(cat "$TMP/shown")" "$bar" 'a terminal has a bar'
slowly TERM=xterm "$dry -v"
unlike "$(cat "$TMP/shown")" "$bar.*pop-aggregate:" 'no line is behind it'
for plain in "TERM=dumb $dry" "TERM=xterm NO_COLOR=1 $dry" \
    "TERM=xterm $dry --no-progress" "-u TERM $dry"; do
	slowly "$plain"
	unlike "$(cat "$TMP/shown")" 'plays, ' "no bar: ${plain%%"$aggregate"*}"
done
slowly TERM=xterm "$dry" '2>/dev/null'
unlike "$(cat "$TMP/shown")" "$bar" 'no bar where stderr is none'
slowly TERM=xterm "sh -c 'stty cols 40; $dry'"
like "$(cat "$TMP/shown")" '2026-02-02 \[#*\.*\]' 'a narrow terminal has one'
# without what clears the rest of a line, which takes no room
unlike "$(sed 's/\x1b\[K//g' "$TMP/shown" | grep '\[[#.]*')" '.{40}' \
    'that fits on a line'

play 2026-02-01 1
held=pop.proof_of_play_device
slowly TERM=xterm "$aggregate --date 2026-02-01"
like "$(cat "$TMP/shown")" '^2026-02-01: writing' 'writing is shown'
is "$(tail -n 1 "$TMP/shown" | od -An -c | tr -d ' ')" '033[K' \
    'at the end the line is cleared'

# --- metrics ---------------------------------------------------------------------

metrics=$TMP/pop.prom
value() { sed -n "s/^$1 //p" "$metrics"; }

yesterday=$(date -u -d yesterday +%F)
pending=$((($(date -u -d "$yesterday" +%s) - $(date -u -d 2026-02-12 +%s)) / 86400))
play 2026-02-11 20
succeeds 'a run with metrics' "$aggregate" --date 2026-02-12 \
    --metrics-file "$metrics"
is "$(value pop_days_pending)" "$pending" 'days after the last sealed one'
first=$(value pop_last_success_timestamp_seconds)
is "$(value pop_last_run_timestamp_seconds)" "$first" 'the last run'
succeeds 'an older day' "$aggregate" --date 2026-02-11 --metrics-file "$metrics"
is "$(value pop_days_pending)" "$pending" 'leaves as many'
is "$(value pop_run_plays_read) $(value pop_run_records) $(value pop_run_success)" \
    '20 1 1' 'counts its plays and records'
is "$(value 'pop_run_plays_excluded{reason="status_error"}')" 2 'and why not'
sed -i 's/^pop_last_success_timestamp_seconds .*/pop_last_success_timestamp_seconds 12345/' \
    "$metrics"
run env PGHOST="$TMP" "$aggregate" --date 2026-02-13 --retry-for 0 \
    --metrics-file "$metrics"
exits 69 'a run without a database'
is "$(value pop_last_success_timestamp_seconds) $(value pop_run_success)" \
    '12345 0' 'keeps the last success'
is "$(value pop_days_pending)" "$pending" 'and what it could not ask'
run env PGHOST="$TMP" "$aggregate" --date 2026-02-13 --retry-for 0 \
    --metrics-file "$TMP/new.prom"
like "$(cat "$TMP/new.prom")" '^pop_last_success_timestamp_seconds 0$' \
    'a first run without a database never succeeded'
unlike "$(cat "$TMP/new.prom")" 'pop_days_pending' \
    'and does not say that nothing is pending'
sed -i 's/^pop_days_pending .*/pop_days_pending 0/' "$metrics"
run "$aggregate" --publish "$TMP/none" --metrics-file "$metrics"
exits 78 'a run that is refused at once'
is "$(value pop_days_pending) $(value pop_run_success)" "$pending 0" \
    'does not hide that days are pending'
play 2026-02-12 5
succeeds 'a correction' "$aggregate" --correct --campaign "$ONE" \
    --date 2026-02-12 --reason late_plays --metrics-file "$metrics"
is "$(value pop_run_corrections)" 1 'is counted'
echo half >"$metrics.tmp"
ln "$metrics" "$TMP/before"
cp "$metrics" "$TMP/copy"
succeeds 'after a run that was killed' "$aggregate" --date 2026-02-12 \
    --metrics-file "$metrics"
ok 'the file that is read is replaced' cmp "$TMP/before" "$TMP/copy"
is "$(value pop_run_records) $(value pop_run_corrections)" '0 0' \
    'by the metrics of a run with nothing to do'
is "$(find "$TMP" -name 'pop.prom*')" "$metrics" 'nothing is left beside the file'
ok 'each metric is well formed' awk '
	/^# HELP pop_[a-z_]+ [A-Z].*\.$/ { help++; next }
	/^# TYPE pop_[a-z_]+ gauge$/ { type++; next }
	/^pop_[a-z_]+(\{reason="[^"]*"\})? [0-9.]+$/ { next }
	{ bad = 1 }
	END { exit bad || help != 11 || type != 11 }' "$metrics"
run "$aggregate" --date 2026-02-14 --metrics-file "$TMP/none/pop.prom"
exits 78 'metrics that cannot be written'
is "$(printf '%s\n' "$stderr" | grep -c 'could not write metrics')" 1 \
    'are said once'

# --- looking back ----------------------------------------------------------------

stop_holding
new_database
sql "insert into public.campaigns values
     ('$ONE', null, 'One', 'ACTIVE', '2000-01-01')"
succeeds 'a first night' "$aggregate" --date yesterday
play "$yesterday" 3
held=public.playback_logs
slowly TERM=xterm "$aggregate -v"
like "$(cat "$TMP/shown")" "looking back: $yesterday \\[[#.]+\\] [0-9]+ plays" \
    'has a bar with its date'
like "$(cat "$TMP/shown")" "^$yesterday: writing" 'and says when it writes'
like "$(cat "$TMP/shown")" 'looked back over 1 day: 1 correction$' \
    'and what it wrote'
play "$yesterday" 4
slowly TERM=xterm "$aggregate --correct --date $yesterday" \
    "--campaign $ONE --reason dispute"
like "$(cat "$TMP/shown")" "^$yesterday \\[[#.]+\\] [0-9]+ plays" \
    'a correction has a bar as well'
is "$(tail -n 1 "$TMP/shown" | od -An -c | tr -d ' ')" '033[K' \
    'which is cleared in the end'

# --- interrupted ------------------------------------------------------------------

# a log in which a row of one date is held by another table
stop_holding
new_database
sql "create table public.gate ();
     create function public.gate(t timestamptz) returns bool language plpgsql
     as 'begin
       if t::date = ''2026-02-03'' then perform from public.gate; end if;
       return true; end';
     create or replace view pop.source_play as
     select l.id as play_id, l.campaign_id, l.device_id, l.content_id,
            l.store_id, l.started_at, l.duration_seconds, l.status,
            l.created_at as received_at
       from public.playback_logs l where public.gate(l.started_at);
     insert into public.campaigns values
     ('$ONE', null, 'One', 'ACTIVE', '2000-01-01')"
play 2026-02-02 5
play 2026-02-03 5
hold public.gate
"$aggregate" --json --from 2026-02-02 --to 2026-02-03 >"$TMP/lines" 3>&- &
interrupted=$!
until_true "exists (select from pg_stat_activity
    where wait_event_type = 'Lock' and application_name = 'pop-aggregate')"
kill -INT "$interrupted"
wait "$interrupted"
is "$?" 130 'a run is interrupted'
let_go
stop_holding
is "$(jq -r '.date + " " + .outcome' "$TMP/lines")" '2026-02-02 sealed' \
    'the day that was done is said, whole'
is "$(sql 'select string_agg(distinct date::text, $$ $$) from pop.proof_of_play')" \
    '2026-02-02' 'and nothing else is there'

done_testing
