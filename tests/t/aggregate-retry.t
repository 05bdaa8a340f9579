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
	    >"$TMP/run" 2>&1 3>&- 4>&- &
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

# --- a server that is silently gone ---------------------------------------

# probed_in: the seconds, at most, until the run's idle connection by TCP is
# probed; empty without keepalive.  Another timer runs until all is acknowledged.
probed_in() {
	perl -e '$port = sprintf "%04X", shift;
	    for (1 .. 100) {
		open $file, "<", "/proc/net/tcp" or die;
		for (<$file>) {
		    @f = split; next unless $f[2] =~ /:$port$/ && $f[3] eq "01";
		    ($timer, $left) = split /:/, $f[5];
		    print(int(hex($left) / 100) + 1, "\n"), exit
			if $timer eq "02";
		}
		select undef, undef, undef, 0.02;
	    }' "$PGPORT"
}

# by_tcp CONNINFO ERE NAME: a run that waits is probed in that many seconds.
by_tcp() {
	hold public.playback_logs
	start --dbname "host=127.0.0.1 dbname=$PGDATABASE $1" --dry-run --jobs 1
	until_true "$waiting"
	like "$(probed_in)" "$2" "$3"
	let_go
	ends 0 "$3, and works"
}

next_day
if [ -r /proc/net/tcp ]; then
	by_tcp '' '^([12]?[0-9]|3[01])$' 'a silent server is probed in time'
	by_tcp keepalives_idle=500 '^(4[0-9][0-9]|50[01])$' \
	    'the connection string has a say'
	printf '[pop]\nkeepalives_idle=700\n' >"$TMP/services"
	PGSERVICEFILE=$TMP/services
	export PGSERVICEFILE
	by_tcp service=pop '^(6[0-9][0-9]|70[01])$' 'and a service'
	unset PGSERVICEFILE
	by_tcp keepalives=0 '^$' 'probes can be turned off'
fi

# --- limits ---------------------------------------------------------------

next_day
hold public.playback_logs
fails 75 'lock timeout' '--lock-timeout ends the wait for a lock' \
    "$aggregate" --date "$day" --lock-timeout 1
like "$stderr" ' --lock-timeout says' 'and is named'
fails 75 'statement timeout' '--statement-timeout ends a statement' \
    "$aggregate" --date "$day" --lock-timeout 0 --statement-timeout 1
like "$stderr" ' --statement-timeout says' 'and is named'
let_go
is "$(sealed)" '0 0' 'and nothing is written'

# Takes connections and never says a word.
perl -MIO::Socket::INET -e '
    $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 20);
    print $s->sockport, "\n"; close STDOUT; sleep' >"$TMP/port" &
mute=$!
until [ -s "$TMP/port" ]; do :; done
mute_port=$(cat "$TMP/port")
at_mute() {
	env PGHOST=127.0.0.1 PGPORT="$mute_port" PGUSER=pop_writer \
	    "$aggregate" --date "$day" --connect-timeout 2 "$@"
}
fails 69 'timeout expired' '--connect-timeout ends a connecting' \
    at_mute --retry-for 0

# --- giving up ------------------------------------------------------------

fails 69 'No such file' 'a server that stays away' \
    env PGHOST="$TMP" "$aggregate" --date "$day" --retry-for 1 -v
is "$(echo "$stderr" | grep -c 'trying again in')" 1 'is tried once more'
fails 69 'timeout expired' 'a server that stays mute' at_mute --retry-for 2 -v
is "$(echo "$stderr" | grep -c 'trying again in')" 1 \
    'counts the time of the tries, not of the pauses alone'
kill "$mute"
wait "$mute" 2>/dev/null

fails 69 'could not connect to the database$' 'one server is the database' \
    env PGHOST="$TMP" "$aggregate" --date "$day" --retry-for 0
fails 69 'could not connect to the source server' 'of two the source is named' \
    "$aggregate" --date "$day" --retry-for 0 --source "host=$TMP"
like "$stderr" 'failed: No such file or directory Is the server running' \
    'what libpq says in two lines is one'
fails 69 'could not connect to the record server' 'and so is the other' \
    "$aggregate" --date "$day" --retry-for 0 --dbname "host=$TMP" \
    --source "dbname=$PGDATABASE"

# --- another try ----------------------------------------------------------

# break_once SQLSTATE TABLE: the first that writes to it gets this error.
break_once() {
	sql "create sequence public.tries;
	     grant usage on sequence public.tries to public;
	     create function public.break_once() returns trigger
	     language plpgsql as \$\$ begin
	       if nextval('public.tries') = 1 then
	         raise sqlstate '$1';
	       end if;
	       return null;
	     end \$\$;
	     create trigger a_break before insert on $2
	       execute function public.break_once()"
}

mend() {
	sql "drop function public.break_once cascade; drop sequence public.tries" \
	    2>/dev/null
}

for state in 40001 40P01 53300; do
	next_day
	break_once $state pop.proof_of_play
	start -v
	ends 0 "SQLSTATE $state is tried again"
	says 'trying again in 1\.0 s' 'and said so'
	is "$(sealed)" '1 24' 'the day is sealed'
	is "$(sql "select string_agg(outcome, ' ' order by finished_at)
	             from pop.run where date = '$day'")" 'failed sealed' \
	    'both tries are recorded'
	mend
done

next_day
break_once 22012 pop.proof_of_play
start -v
ends 65 'an error that stays is not tried again'
mend

# cut_off: ends the server processes of the run that waits.
cut_off() {
	sql "select pg_terminate_backend(pid, 10000) from pg_stat_activity
	      where $ours" >/dev/null
}

next_day
hold public.playback_logs
start -v
until_true "$waiting"
cut_off
until_said 'lost the connection to the database; trying again'
let_go
ends 0 'a run whose connection is lost finishes by itself'
is "$(sealed)" '1 24' 'the day is sealed'

# A second session gets the lock as soon as the run loses it.
run_lock=$(sed -n 's/.*pg_try_advisory_lock(\([0-9]*\)).*/\1/p' \
    sql/queries/lock_run.sql)
mkfifo "$TMP/rival"
psql -qAtX <"$TMP/rival" >/dev/null 2>&1 &
rival=$!
exec 4>"$TMP/rival"
rivals="exists (select from pg_locks where locktype = 'advisory'
    and classid::bigint << 32 | objid::bigint = $run_lock
    and pid not in (select pid from pg_stat_activity where $ours)"

# lose_lock OPTION...: the run loses its connection, and its lock to the rival
lose_lock() {
	next_day
	hold public.playback_logs
	start -v "$@"
	until_true "$waiting"
	echo "select pg_advisory_lock($run_lock);" >&4
	until_true "$rivals)"
	cut_off
	until_true "$rivals and granted)"
	let_go
}

lose_lock
until_said 'another run is working.*; trying again'
echo 'select pg_advisory_unlock_all();' >&4
ends 0 'a lock that is held after a lost connection is tried again'
is "$(sealed)" '1 24' 'the day is sealed'

lose_lock --retry-for 1
ends 75 'but not for ever'
says 'error: another run is working' 'which is another run, then'
exec 4>&-
wait "$rival"

next_day
sql "create sequence public.days; grant usage on sequence public.days to public;
     create function public.every_other() returns trigger
     language plpgsql as \$\$ begin
       if nextval('public.days') % 3 > 0 then raise sqlstate '40001'; end if;
       return null;
     end \$\$;
     create trigger a_break before insert on pop.proof_of_play
       execute function public.every_other()"
run env PGUSER=pop_writer "$aggregate" -v --retry-for 4 \
    --from "$day" --to "$(sql "select date '$day' + 1")"
exits 0 'each day has its own time for other tries'
unlike "$stderr" 'trying again in [48]' 'and its own pauses'
sql 'drop function public.every_other cascade; drop sequence public.days' \
    2>/dev/null

# --- waiting for another run ----------------------------------------------

day=2026-02-20
hold public.playback_logs
start
until_true "$waiting"
PGUSER=pop_writer "$aggregate" --date "$day" --wait -v 2>"$TMP/second" \
    3>&- 4>&- &
second=$!
until grep -q 'waiting for another run' "$TMP/second"; do :; done
ok 'with --wait a second run waits' kill -0 "$second"
let_go
ends 0 'the first run ends'
wait "$second"
is "$?" 0 'then the second one'
like "$(cat "$TMP/second")" 'already sealed' 'which has nothing to do'
is "$(sealed)" '1 24' 'the day is sealed once'

# --- a restart of the server ----------------------------------------------

server=$PGHOST/data
account=$(stat -c %U "$server")
pg_ctl() {
	[ "$(id -u)" -ne 0 ] ||
	    set -- setpriv --reuid="$account" --regid="$account" \
		--clear-groups "$(pg_config --bindir)/pg_ctl" "$@"
	[ "$(id -u)" -eq 0 ] || set -- "$(pg_config --bindir)/pg_ctl" "$@"
	"$@" -D "$server" -l "$PGHOST/server.log" -s -w -t 60 >/dev/null 2>&1 \
	    </dev/null 3>&-
}

day=2026-02-21
hold public.playback_logs
start -v
until_true "$waiting"
pg_ctl stop -m immediate
until grep -q 'trying again' "$TMP/run"; do :; done
stop_holding
pg_ctl start
ends 0 'a run outlives a restart of the server'
is "$(sealed)" '1 24' 'the day is sealed'

done_testing
