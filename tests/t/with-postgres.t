#!/bin/sh
#
# tests/with-postgres passes on what its command says and leaves nothing.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

mkdir "$TMP/parent"
chmod 1777 "$TMP" "$TMP/parent"
export TMPDIR="$TMP/parent"
mkfifo "$TMP/alive"

left() { ls -A "$TMPDIR"; }

# shellcheck disable=SC2016 # for the inner shell
POP_PG_OPTIONS="work_mem=8MB jit=on" run tests/with-postgres sh -c '
	psql -qAtX -c "select rolsuper from pg_roles
	    where rolname = current_user" -c "show fsync" -c "show work_mem"
	cat
	exit 3' <<'END'
standard input
END
exits 3 "the exit status is the command's"
is "$stdout" "t
off
8MB
standard input" "superuser, settings, POP_PG_OPTIONS, standard input"
is "$stderr" "" "it says nothing itself"
is "$(left)" "" "it leaves nothing"

fails 127 "nosuchprogram: No such file" "an unknown command" \
    tests/with-postgres nosuchprogram
fails 255 "^usage:" "no command" tests/with-postgres
POP_PG_OPTIONS="nosuch=1" run tests/with-postgres true
exits 71 "a server that does not start"
like "$stderr" 'unrecognized configuration parameter "nosuch"' "shows its log"
is "$(left)" "" "and leaves nothing"

# interrupted SIGNAL: sends it to with-postgres while its command runs, and
# waits until nobody is left who holds the pipe: not it, its keeper, its
# server, its command or the command's child.
interrupted() {
	# a shell would have us ignore SIGINT in the background
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV or die' \
	    tests/with-postgres sh -c 'trap "" HUP; (cat <"$1" & wait) &
	    echo ready; cat "$1"' sh "$TMP/never" >"$TMP/alive" 2>"$TMP/err" &
	pid=$!
	{
		read -r ready
		kill "-$1" "$pid"
		cat
	} <"$TMP/alive" >/dev/null
	status=0
	wait "$pid" 2>/dev/null || status=$?
	echo "$ready $status $(left)"
}

mkfifo "$TMP/never"
is "$(interrupted TERM)" "ready 143 " "TERM ends everything"
is "$(interrupted INT)" "ready 130 " "INT ends everything"
is "$(interrupted KILL)" "ready 137 " "KILL ends everything"

if [ "$(id -u)" -eq 0 ]; then
	# the ordinary user that every Debian has, and a folder it may be in
	cp tests/with-postgres "$TMP/with-postgres"
	run perl -e '$) = $( = getgrnam "nogroup"; $< = $> = getpwnam "nobody";
	    chdir "/"; exec @ARGV or die' "$TMP/with-postgres" \
	    psql -qAtXc "select current_user, pg_read_file('/proc/self/status')
			 ~ ('Uid:\s+' || $(id -u nobody))"
	is "$status $stdout $stderr" "0 postgres|t " "an ordinary user's server"
	is "$(left)" "" "leaves nothing either"
fi

done_testing
