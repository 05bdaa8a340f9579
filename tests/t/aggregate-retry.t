#!/bin/sh
#
# What pop-aggregate does when the database is slow, locked, cut off or away:
# limits, another try, and when it gives up.  Runs a server of its own, which
# is restarted here and listens on TCP as well.

if [ "${1-}" != inside ]; then
	port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
	    LocalAddr => "127.0.0.1", Listen => 1)->sockport') || exit 1
	POP_PG_OPTIONS="listen_addresses=127.0.0.1 port=$port" \
	    exec "${0%/*}/../with-postgres" "$0" inside
fi

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
sql "
insert into public.campaigns values
  ('00000000-0000-4000-8000-0000000000c1', null, 'One', 'ACTIVE', '2000-01-01');
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), md5('d')::uuid,
       '00000000-0000-4000-8000-0000000000c1',
       '00000000-0000-4000-8000-0000000000f1', t, 15, 'COMPLETED', t
  from generate_series('2026-02-01'::timestamptz, '2026-02-27 23:00',
                       '1 hour') t;
"
# what a site may have set; the programs need more patience
sql "alter role pop_writer set idle_in_transaction_session_timeout = 100;
     alter role pop_writer set idle_session_timeout = 100"

# next_day: each test has a day of its own, $day.
next_day() {
	days=$((${days:-0} + 1))
	day=2026-02-$(printf %02d "$days")
}

# start ARGUMENT...: a run of the day, in the background.
start() {
	PGUSER=pop_writer "$aggregate" --date "$day" "$@" \
	    >"$TMP/run" 2>&1 &
	runner=$!
}

# ends STATUS NAME: of what was started.
ends() {
	ended=0
	wait "$runner" || ended=$?
	is "$ended" "$1" "$2" || diag "it said: $(cat "$TMP/run")"
}

# says ERE NAME / silent_about ERE NAME: what was started.
says() {
	like "$(cat "$TMP/run")" "$1" "$2"
}

silent_about() {
	unlike "$(cat "$TMP/run")" "$1" "$2"
}

# until_said ERE: what was started says a line.
until_said() {
	for _ in $(seq 2000); do
		grep -Eq -e "$1" "$TMP/run" && return
		sql 'select pg_sleep(0.01)' >/dev/null
	done
	diag "never said: $1; but $(cat "$TMP/run")"
	exit 1
}

# sealed: how often the plays of the day are in records.
sealed() {
	sql "select count(*) || ' ' || coalesce(sum(total_impressions), 0)
	       from pop.proof_of_play where date = '$day'"
}

ours="application_name = 'pop-aggregate'"
waiting="exists (select from pg_stat_activity where $ours
    and wait_event_type = 'Lock')"

# --- its own sessions -----------------------------------------------------

next_day
hold public.playback_logs
start -v --source "dbname=$PGDATABASE"
until_true "$waiting"
until_true "exists (select from pg_stat_activity where $ours
    and state = 'idle in transaction'
    and clock_timestamp() - state_change > '300 ms')"
let_go
ends 0 'sessions that wait are not ended by a limit of the site'
silent_about 'trying again' 'so there is no second try'
is "$(sealed)" '1 24' 'the day is sealed'

next_day
hold public.playback_logs
start --lock-timeout 0
until_true "$waiting"
kill -9 "$runner"
wait "$runner" 2>/dev/null
# the server must notice while it waits
until_true "not exists (select from pg_stat_activity where $ours)"
let_go
start
ends 0 'the next run need not wait for it'
is "$(sealed)" '1 24' 'and seals the day'

stop_holding
done_testing
