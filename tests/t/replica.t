#!/bin/sh
#
# Plays read from a standby: while it is behind nothing is sealed, corrected or
# judged by what it does not have yet.  Runs a primary and a standby of its
# own.

[ "${1-}" = inside ] || exec "${0%/*}/../with-postgres" "$0" inside

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

aggregate=$POP_BUILD/pop-aggregate
campaign=00000000-0000-4000-8000-0000000000c1
data=$PGHOST/standby
account=$(stat -c %U "$PGHOST/data")

# as_server PROGRAM ARGUMENT...: of PostgreSQL's, as the server's user
as_server() {
	server_program=$(pg_config --bindir)/$1
	shift
	set -- "$server_program" "$@"
	[ "$(id -u)" -ne 0 ] || set -- setpriv --reuid="$account" \
	    --regid="$account" --clear-groups "$@"
	"$@" >"$TMP/server" 2>&1 </dev/null
}

# standby start|stop [OPTIONS OF THE SERVER]
standby() {
	as_server pg_ctl -D "$data" -l "$PGHOST/standby.log" -s -w -t 60 \
	    -m immediate -o "-p 5433 ${2-}" "$1" || {
		diag "$(cat "$TMP/server" "$PGHOST/standby.log")"
		return 1
	}
}

trap 'standby stop; rm -rf "$TMP"' EXIT

# at_standby STATEMENT
at_standby() {
	sql "$1" -p 5433
}

# until_caught_up: the standby has replayed all that is in the primary
until_caught_up() {
	sent=$(sql 'select pg_current_wal_insert_lsn()')
	for _ in $(seq 2000); do
		[ "$(at_standby "select pg_last_wal_replay_lsn() >= '$sent'
		    and exists (select from pg_stat_wal_receiver)
		    and pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn()" \
		    2>&1)" = t ] && return
	done
	diag "the standby never catches up: $(cat "$PGHOST/standby.log")"
	exit 1
}

new_database
# A zone where it is about noon, so that midnight does not pass meanwhile.
zone=$(sql "select 'Etc/GMT' || to_char(h, 'SG99') from
    (select extract(hour from now() at time zone 'UTC')::int - 12) x (h)" |
    tr -d ' ' | sed 's/\([+-]\)0\([0-9]\)/\1\2/; s/T[+-]0*$/T/')
day=$(sql "select (now() at time zone '$zone')::date - 1")
sql "
insert into pop.policy (time_zone) values ('$zone');
insert into public.campaigns values ('$campaign', null, 'One', 'ACTIVE',
                                     '$day')"

# plays CONTENT: 24 of the day, sent to the primary
plays() {
	sql "
	insert into public.playback_logs (id, device_id, campaign_id,
	       content_id, started_at, duration_seconds, status, created_at)
	select gen_random_uuid(), md5('d')::uuid, '$campaign', md5('$1')::uuid,
	       t, 15, 'COMPLETED', t
	  from generate_series('$day'::timestamp at time zone '$zone',
	         '$day 23:00'::timestamp at time zone '$zone', '1 hour') t"
}

effective() {
	sql "select total_impressions from pop.proof_of_play union all
	     select total_impressions from pop.correction" | tr '\n' ' '
}

source="port=5433 user=pop_reader dbname=$PGDATABASE"
as_server pg_basebackup -h "$PGHOST" -D "$data" -R -c fast --no-sync
ok 'a standby is made' [ $? -eq 0 ]
plays first

# --- behind ---------------------------------------------------------------

standby start "-c primary_conninfo="
fails 75 'the replica is behind' 'a standby without its primary' \
    "$aggregate" --date "$day" --source "$source"
is "$(effective)" '' 'seals nothing'
is "$(sql "select outcome, substring(error for 43) from pop.run")" \
    'refused|the replica is behind: plays may be missing' \
    'and the run is recorded'
fails 75 'the replica is behind' 'nor is it good for a dry run' \
    "$aggregate" --date "$day" --dbname "$source" --dry-run
fails 75 'the replica is behind' 'or an explanation' \
    "$aggregate" --date "$day" --dbname "$source" --explain "$campaign"
standby stop

# --- caught up ------------------------------------------------------------

standby start
until_caught_up
succeeds 'a standby that has caught up' \
    "$aggregate" --date "$day" --source "$source" --jobs 2
is "$(effective)" '24 ' 'has every play'
until_caught_up
succeeds 'it is good for a dry run' \
    "$aggregate" --date "$day" --dbname "$source" --dry-run --jobs 2
like "$stdout" '^24 plays read, 24 counted' 'with every play, too'

# --- behind what is sealed ------------------------------------------------

at_standby 'select pg_wal_replay_pause()' >/dev/null
until [ "$(at_standby 'select pg_get_wal_replay_pause_state()')" = paused ]; do
	sql 'select pg_switch_wal()' >/dev/null
done
plays late
succeeds 'late plays are corrected from the primary' "$aggregate"
is "$(effective)" '24 48 ' 'so that they count'
fails 75 'the replica is behind' 'a standby that does not have them' \
    "$aggregate" --source "$source"
like "$stderr" "stopped when looking back at $(sql "select '$day'::date - 6")" \
    'looking back stops before its first day'
fails 75 'the replica is behind' 'nor is it asked to correct' "$aggregate" \
    --source "$source" --correct --date "$day" --campaign "$campaign" \
    --reason dispute
is "$(effective)" '24 48 ' 'does not take them back'
fails 75 'the replica is behind' 'or to verify them' "$POP_BUILD/pop-verify" \
    plays --source "$source" --date "$day"
at_standby 'select pg_wal_replay_resume()' >/dev/null
until_caught_up
succeeds 'when it has caught up' "$aggregate" --source "$source"
is "$(effective)" '24 48 ' 'there is nothing to correct'
succeeds 'and what it has is what the records say' "$POP_BUILD/pop-verify" \
    plays --source "$source" --date "$day"

done_testing
