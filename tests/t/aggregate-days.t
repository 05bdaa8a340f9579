#!/bin/sh
#
# Which days pop-aggregate does, what it says when one fails, and --status.

# shellcheck disable=SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
ONE=00000000-0000-4000-8000-0000000000c1

# play DAY HOUR N: N plays of as many devices
play() {
	sql "insert into public.playback_logs (id, device_id, campaign_id,
	        content_id, started_at, duration_seconds, status, created_at)
	    select gen_random_uuid(), md5(n::text)::uuid, '$ONE', '$ONE',
	           '$1'::timestamptz + interval '$2 hours', 15, 'COMPLETED', now()
	      from generate_series(1, $3) n"
}

# sealed: the dates that have a seal
sealed() {
	sql "select string_agg(date::text, ' ' order by date) from pop.seal
	     where kind = 'day'"
}

today=$(date -u +%F)
ago() { date -u -d "$today - $1 days" +%F; }

sql "insert into public.campaigns values
     ('$ONE', null, 'One', 'ACTIVE', '2000-01-01')"
play "$(ago 2)" 1 3

# --- catching up ------------------------------------------------------------

succeeds 'a first run' "$aggregate"
is "$stdout" '' 'says nothing'
is "$(sealed)" "$(ago 1)" 'and seals yesterday'
succeeds 'a range behind it' "$aggregate" --from "$(ago 5)" --to "$(ago 4)"
is "$(sealed)" "$(ago 5) $(ago 4) $(ago 1)" 'is sealed, too'
succeeds '--days-ago' "$aggregate" --days-ago 2
is "$(sql "select total_impressions from pop.proof_of_play
	   where date = '$(ago 2)'")" 3 'counts back from today'
succeeds 'nothing to do' "$aggregate"
is "$stdout" '' 'is no output'

# --- catching up on several days -----------------------------------------------

days_database=$PGDATABASE
new_database
sql "insert into public.campaigns values
     ('$ONE', null, 'One', 'ACTIVE', '2000-01-01');
     create or replace view pop.source_play as
     select l.id as play_id, l.campaign_id,
            case when l.status <> 'BROKEN' then l.device_id end as device_id,
            l.content_id, l.store_id, l.started_at, l.duration_seconds,
            l.status, l.created_at as received_at
       from public.playback_logs l"
succeeds 'nights are missed' "$aggregate" --days-ago 6
play "$(ago 3)" 5 1
sql "update public.playback_logs set status = 'BROKEN'"
fails 65 "error: stopped at $(ago 3)\$" 'catching up stops at what fails' \
    "$aggregate"
like "$stderr" "error: $(ago 5) to $(ago 4) are done\$" 'oldest first'
is "$(sealed)" "$(ago 6) $(ago 5) $(ago 4)" 'what is done is sealed'
sql "update public.playback_logs set status = 'COMPLETED'"
run "$aggregate" --json
exits 0 'mended, the next run goes on'
is "$(printf '%s\n' "$stdout" | jq -r '.date // .outcome' | paste -sd ' ')" \
    "$(ago 3) $(ago 2) $(ago 1) looked_back" 'from there, then looks back'
run "$aggregate" -v
exits 0 'the one after it'
like "$stderr" '^pop-aggregate: every day up to yesterday is sealed' \
    'has nothing to seal'
like "$stderr" '^pop-aggregate: looked back over 6 days: 0 corrections$' \
    'and looks back'
PGDATABASE=$days_database

# --- days that are not over ---------------------------------------------------

fails 75 "error: $today is not over" 'today' "$aggregate" --date "$today"
fails 75 "error: $today is not over" 'no days ago' "$aggregate" --days-ago 0
fails 75 "$today is not over" 'a range up to today' \
    "$aggregate" --from "$(ago 3)" --to "$today"
is "$(sealed)" "$(ago 5) $(ago 4) $(ago 2) $(ago 1)" 'seals none of it'
fails 75 "$today is not over" 'explaining today' \
    "$aggregate" --explain "$ONE" --date "$today"
fails 75 "$today is not over" 'the status of today' \
    "$aggregate" --status --from "$(ago 3)" --to "$today"

# --- status -------------------------------------------------------------------

succeeds '--status' "$aggregate" --status
like "$stdout" "^$(ago 5)  sealed +1 +0 +0 +0  20..-..-..T" 'a sealed day'
like "$stdout" "^$(ago 3)  missing\$" 'a missing one'
like "$stdout" '^5 days, 4 sealed, 1 missing$' 'and how many'
succeeds 'of one day' "$aggregate" --status --from "$(ago 2)" --to "$(ago 2)"
like "$stdout" "^$(ago 2)  sealed +1 +3 +3  " 'its plays'
like "$stdout" '^1 day, 1 sealed, 0 missing$' 'one day is a day'
succeeds 'as JSON' "$aggregate" --status --json --from "$(ago 3)" --to "$(ago 2)"
is "$(printf '%s\n' "$stdout" | jq -c 'del(.sealed_at)')" \
    "{\"date\":\"$(ago 3)\",\"state\":\"missing\"}
{\"date\":\"$(ago 2)\",\"state\":\"sealed\",\"records\":1,\"plays_received\":3,\"impressions\":3,\"corrected\":0}" \
    'an object a day'

# --- contradictions -------------------------------------------------------------

for options in "--status --date yesterday" "--status --days-ago 1" \
    "--seals --date yesterday" "--seals --days-ago 1" \
    "--seals --from 2026-02-01 --to 2026-02-02" "--seals --campaign $ONE" \
    "--explain $ONE --date yesterday --json" \
    "--dry-run --json --campaign $ONE --date yesterday" \
    "--status --metrics-file $TMP/m" "--seals --metrics-file $TMP/m" \
    "--dry-run --metrics-file $TMP/m --date yesterday" \
    "--explain $ONE --date yesterday --metrics-file $TMP/m" \
    "--recover $TMP --metrics-file $TMP/m"; do
	# shellcheck disable=SC2086  # words
	fails 64 'error: --' "$options" "$aggregate" $options
done
not_ok 'and none of them left metrics' test -e "$TMP/m"
for options in "--status --seals" "--seals --status" \
    "--status --explain $ONE" "--explain $ONE --correct" \
    "--correct --recover $TMP" "--recover $TMP --seals"; do
	both=$(printf '%s\n' "$options" | grep -o -e '--[a-z]*' | paste -sd ' ')
	# shellcheck disable=SC2086  # words
	fails 64 "error: ${both%% *} and ${both##* } exclude each other" "$options" \
	    "$aggregate" $options
done

# --- a day that fails ------------------------------------------------------------

sql "create or replace view pop.source_play as
     select l.id as play_id, l.campaign_id,
            case when l.started_at::date <> '2026-02-10' then l.device_id end
                as device_id,
            l.content_id, l.store_id, l.started_at, l.duration_seconds,
            l.status, l.created_at as received_at
       from public.playback_logs l"
play 2026-02-10 5 1
fails 65 'a play without a device_id' 'a play without a device' \
    "$aggregate" --date 2026-02-10
like "$stderr" 'error: stopped at 2026-02-10$' 'the day is named'
unlike "$stderr" 'done' 'and none is said to be done'
fails 65 'stopped at 2026-02-10' 'the second of two' \
    "$aggregate" --from 2026-02-09 --to 2026-02-11
like "$stderr" 'error: 2026-02-09 is done' 'the first one is done'
fails 65 'stopped at 2026-02-10' 'the fourth of five' \
    "$aggregate" --from 2026-02-07 --to 2026-02-11
like "$stderr" 'error: 2026-02-07 to 2026-02-09 are done' 'three are done'
is "$(sealed | tr ' ' '\n' | head -n 3 | tr '\n' ' ')" \
    '2026-02-07 2026-02-08 2026-02-09 ' 'and indeed they are'
run "$aggregate" --json --from 2026-02-09 --to 2026-02-11
exits 65 'as JSON'
is "$(printf '%s\n' "$stdout" | jq -c '[.date, .outcome, .error // ""]')" \
    '["2026-02-09","unchanged",""]
["2026-02-10","failed","pop.source_play has a play without a device_id"]' \
    'an object for the day that failed'

sql "create or replace view pop.source_play as
     select l.id as play_id, l.campaign_id,
            case when l.started_at::date <> '$(ago 4)' then l.device_id end
                as device_id,
            l.content_id, l.store_id, l.started_at, l.duration_seconds,
            l.status, l.created_at as received_at
       from public.playback_logs l"
play "$(ago 4)" 5 1
fails 65 "stopped when looking back at $(ago 4)" 'looking back names its day' \
    "$aggregate"
run "$aggregate" --json
exits 65 'as JSON, too'
is "$(printf '%s\n' "$stdout" | jq -c '[.date, .outcome, .looking_back]')" \
    "[\"$(ago 4)\",\"failed\",true]" 'in an object that says so'

# --- a date that the time zone skipped ----------------------------------------------

sql "insert into pop.policy (time_zone) values ('Pacific/Apia')"
fails 64 'there was no 2011-12-30 in time zone "Pacific/Apia"' \
    'a skipped date by itself' "$aggregate" --date 2011-12-30
run "$aggregate" -v --from 2011-12-29 --to 2011-12-31
exits 0 'a range across a skipped date'
like "$stderr" 'there was no 2011-12-30' 'says so to who wants to know'
is "$(sql "select string_agg(date::text, ' ' order by date) from pop.seal
	   where kind = 'day' and date < '2012-01-01'")" \
    '2011-12-29 2011-12-31' 'and seals the days around it'
succeeds 'the status' "$aggregate" --status --from 2011-12-28 --to 2012-01-01
unlike "$stdout" '2011-12-30' 'does not miss it'
like "$stdout" '^4 days, 2 sealed, 2 missing' 'nor count it'
sql "create or replace view pop.source_play as
     select l.id as play_id, l.campaign_id, null::uuid as device_id,
            l.content_id, l.store_id, l.started_at, l.duration_seconds,
            l.status, l.created_at as received_at
       from public.playback_logs l"
play 2012-01-01 5 1
fails 65 'stopped at 2012-01-01$' 'a failure after a skipped date' \
    "$aggregate" --from 2011-12-30 --to 2012-01-02
like "$stderr" 'error: 2011-12-31 is done$' 'counts the days that were'

done_testing
