#!/bin/sh
#
# pop-aggregate as a command: days, options, exit statuses, two runs at once, a
# run that is killed.

. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
sql "
insert into public.campaigns values
  ('00000000-0000-4000-8000-0000000000c1', null, 'One', 'ACTIVE', '2000-01-01');
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), md5(n::text)::uuid,
       '00000000-0000-4000-8000-0000000000c1',
       '00000000-0000-4000-8000-0000000000f1', t, 15, 'COMPLETED', t
  from generate_series(1, 3) n,
       generate_series('2026-02-02'::timestamptz, '2026-02-04', '1 hour') t;
"

# everything: a digest of all that is sealed.
everything() {
	sql "select md5(coalesce(string_agg(r, '' order by r), '')) from (
	       select p::text from pop.proof_of_play p union all
	       select d::text from pop.proof_of_play_device d) s (r)"
}

records() {
	sql "select count(*) from pop.proof_of_play where date = '$1'"
}

# --- help, version, usage -------------------------------------------------

succeeds 'help' "$aggregate" --help
like "$stdout" '^  -d, --date DATE' 'help names --date'
succeeds 'version' "$aggregate" --version
like "$stdout" '^pop-aggregate [0-9]+\.[0-9]+\.[0-9]+$' 'name and number'

for date in '' today 20260202 2026-2-2 2026-02-30 2025-02-29 2026-13-01 \
    2026-00-10 2026-02-00 0000-01-01 ' 2026-02-02' '2026-02-02 ' 2026-02-02x \
    2026/02/02 26-02-02 +026-02-02 2026-02-02T00:00:00Z yesterdayx Yesterday \
    "2026-02-02'; --"; do
	fails 64 '--date' "\"$date\" is no date" "$aggregate" --date "$date"
done
fails 64 'option' 'an unknown option' "$aggregate" --date 2026-02-02 --frob
fails 64 'argument' 'an option without its value' "$aggregate" --date
fails 64 'arguments' 'an operand' "$aggregate" --date 2026-02-02 2026-02-03
for jobs in '' 0 -1 65 x 1x 99999999999999999999; do
	fails 64 '--jobs' "\"$jobs\" is no number of jobs" \
	    "$aggregate" --date 2026-02-02 --jobs "$jobs"
done
fails 64 'option "--frob" is unknown' 'a wrong option is named' \
    "$aggregate" --frob=1
fails 64 'option "--da" is unknown or ambiguous' 'so is half an option' \
    "$aggregate" --da 1
fails 64 'option "--json" takes no argument' 'one with a value too many' \
    "$aggregate" --json=1
fails 64 'option "-d" needs an argument' 'and one with none' "$aggregate" -nd
fails 64 '--campaign' 'a campaign is never sealed alone' "$aggregate" \
    --date 2026-02-02 --campaign 00000000-0000-4000-8000-0000000000c1
fails 64 '--campaign' 'a campaign has a UUID' "$aggregate" \
    --date 2026-02-02 --dry-run --campaign one
is "$(records 2026-02-02)" 0 'none of these wrote anything'

# --- syslog ---------------------------------------------------------------

# to_syslog ARGUMENT...: what a run sends there
to_syslog() {
	: >"$TMP/steps"
	ASAN_OPTIONS=verify_asan_link_order=0 FAULT_LOG=$TMP/steps \
	    LD_PRELOAD=$TOP/$POP_BUILD/tests/audit/fault.so \
	    "$aggregate" "$@" 2>/dev/null
	sed -n 's/^[0-9]* syslog //p' "$TMP/steps"
}

is "$(to_syslog --frob --syslog | head -n 1)" \
    'error: option "--frob" is unknown or ambiguous' \
    'a wrong option is said to syslog'
like "$(to_syslog --syslog --date x)" '^error: --date must be a date' \
    'so is a wrong value'
like "$(to_syslog --syslog --date 9999-12-31)" '^error: 9999-12-31 is not over' \
    'and what fails later'
is "$(to_syslog --date --syslog)" '' 'a value that looks like it is no wish'

# --- standard output ------------------------------------------------------

for arguments in --help '--status --from 1990-01-01 --to 2020-01-01' \
    '--status --from 1990-01-01 --to 2020-01-01 --json'; do
	# shellcheck disable=SC2086 # words
	run sh -c 'exec "$@" >/dev/full' sh "$aggregate" $arguments
	exits 75 "standard output is full: $arguments"
	like "$stderr" 'standard output: No space left on device' 'it says why'
done

# --- which database -------------------------------------------------------

fails 69 . 'no server there' env PGHOST="$TMP" "$aggregate" \
    --date 2026-02-02 --retry-for 0
for setting in no_such_setting=1 max_connections=7 work_mem=much; do
	fails 78 "parameter.* \"${setting%%=*}\"" "an option of $setting" env \
	    PGOPTIONS="-c $setting" "$aggregate" --date 2026-02-02
done
fails 78 'no_such' 'no such database' "$aggregate" --dbname no_such \
    --date 2026-02-02
fails 78 'schema' 'a database without the schema' \
    "$aggregate" --dbname postgres --date 2026-02-02
succeeds '--dbname takes a connection string' env PGDATABASE=no_such \
    "$aggregate" --dbname "dbname=$PGDATABASE" --date 2026-02-02 --dry-run

# --- a dry run ------------------------------------------------------------

succeeds 'a dry run' "$aggregate" --date 2026-02-02 --dry-run
like "$stdout" '^00000000-0000-4000-8000-0000000000c1 +72 +72 .* One$' \
    'prints the record'
like "$stdout" '^72 plays read, 72 counted, 0 excluded, 0 without' 'and the sums'
is "$(records 2026-02-02)" 0 'and writes nothing'
succeeds 'a reader may do that' env PGUSER=pop_reader \
    "$aggregate" --date 2026-02-02 --dry-run
run env PGUSER=pop_reader "$aggregate" --date 2026-02-02
isnt "$status" 0 'but a reader seals nothing'
is "$(records 2026-02-02)" 0 'and indeed there is no record'
succeeds 'a dry run of one campaign' "$aggregate" --date 2026-02-02 --dry-run \
    --campaign 00000000-0000-4000-8000-0000000000c1
like "$stdout" ' One$' 'prints that campaign'
succeeds 'a dry run of another' "$aggregate" --date 2026-02-02 --dry-run \
    --campaign 00000000-0000-4000-8000-0000000000c2
unlike "$stdout" ' One$' 'does not'

# --- sealing --------------------------------------------------------------

# Runs are stopped in the middle by a table lock.
waiting="exists (select from pg_stat_activity where wait_event_type = 'Lock'
    and application_name = 'pop-aggregate')"

hold public.playback_logs
"$aggregate" --date 2026-02-02 >"$TMP/first" 2>&1 &
first=$!
until_true "$waiting"
fails 75 'another run' 'the second of two runs gives up at once' \
    "$aggregate" --date 2026-02-02
fails 75 'another run' 'on another day, too' "$aggregate" --date 2026-02-03
let_go
wait "$first"
is "$? $(cat "$TMP/first")" '0 ' 'the first one finishes, and says nothing'
is "$(records 2026-02-02)" 1 'there is one record'

before=$(everything)
succeeds 'a sealed day is left alone' "$aggregate" --date 2026-02-02
is "$stdout" '' 'without a word'
run "$aggregate" --date 2026-02-02 --verbose
exits 0 'a sealed day, verbosely'
like "$stderr" '^pop-aggregate: 2026-02-02: already sealed' '-v says so'
is "$(everything)" "$before" 'and nothing has changed'

hold public.playback_logs
"$aggregate" --date 2026-02-03 --jobs 2 &
killed=$!
until_true "$waiting"
kill -9 "$killed"
wait "$killed" 2>/dev/null
is "$?" 137 'a run is killed'
let_go
until_true "not exists (select from pg_stat_activity
    where application_name = 'pop-aggregate')"
is "$(records 2026-02-03) $(everything)" "0 $before" 'and leaves nothing'
succeeds 'the next one finishes the day' "$aggregate" --date 2026-02-03 --jobs 2
is "$(records 2026-02-03)" 1 'which is then there'
is "$(sql "select total_impressions from pop.proof_of_play
            where date = '2026-02-03'")" 72 'as a whole'

run "$aggregate" --date 2026-02-01 --verbose
exits 0 'a day without plays is sealed'
like "$stderr" '^pop-aggregate: 2026-02-01: sealed' 'verbosely'
is "$(records 2026-02-01)" 1 'with the zeros of the campaign in flight'

stop_holding

# --- days -----------------------------------------------------------------

today=$(sql "select (now() at time zone 'UTC')::date")
before=$(everything)
fails 75 'not over' 'today is not over' "$aggregate" --date "$today"
fails 75 'not over' 'nor is a day to come' "$aggregate" --date 9999-12-31
fails 75 'not over' 'not for a dry run either' "$aggregate" --date "$today" -n
is "$(everything)" "$before" 'nothing was written'

# A zone where it is about noon, so that midnight does not pass meanwhile.
zone=$(sql "select 'Etc/GMT' || to_char(h, 'SG99') from
    (select extract(hour from now() at time zone 'UTC')::int - 12) x (h)" |
    tr -d ' ' | sed 's/\([+-]\)0\([0-9]\)/\1\2/; s/T[+-]0*$/T/')
sql "insert into pop.policy (time_zone) values ('$zone')"
succeeds 'yesterday' "$aggregate" --date yesterday
is "$(sql "select date = (now() at time zone '$zone')::date - 1, time_zone
             from pop.proof_of_play order by created_at desc limit 1")" \
    "t|$zone" "is that of the policy's zone"

sql "insert into pop.policy (time_zone) values ('Pacific/Apia')"
fails 64 '2011-12-30' 'a date that the zone skipped' \
    "$aggregate" --date 2011-12-30
succeeds 'the day before it' "$aggregate" --date 2011-12-29
is "$(sql "select day_end = '2011-12-30 10:00+00'
             from pop.proof_of_play where date = '2011-12-29'")" t \
    'ends when the day after it begins'

# Until 2011 clocks at St John's went back a minute past midnight: the date had
# a first minute, then an hour of the day before.
sql "insert into pop.policy (time_zone) values ('America/St_Johns')"
fails 65 'cannot cut' 'a date in two pieces' "$aggregate" --date 2010-11-07
is "$(records 2010-11-07)" 0 'is refused, not miscounted'

sql "begin; alter table pop.policy disable trigger check_time_zone;
     insert into pop.policy (time_zone) values ('Mars/Olympus'); commit"
fails 64 'Mars/Olympus' 'a zone nobody knows' "$aggregate" --date 2026-02-05
fails 64 'Mars/Olympus' 'and its yesterday' "$aggregate" --date yesterday
done_testing
