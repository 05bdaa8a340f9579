# shellcheck shell=sh
# Helpers for program tests in sh that speak TAP.  A test begins with
#
#	# shellcheck source=tests/lib.sh
#	. "${0%/*}/../lib.sh"
#
# and ends with done_testing.  It runs from the top of the tree, under
# tests/with-postgres if it uses a database, and may leave files in $TMP only.
#
#	is GOT EXPECTED NAME          isnt GOT UNEXPECTED NAME
#	like GOT ERE NAME             unlike GOT ERE NAME    any line matches
#	ok NAME COMMAND...            the command succeeds
#	not_ok NAME COMMAND...        the command fails
#	run COMMAND...                fills $stdout, $stderr, $status; standard
#	                              input is passed on
#	exits STATUS NAME             of the last run; shows its stderr if not
#	succeeds NAME COMMAND...      run: status 0, nothing on stderr
#	fails STATUS ERE NAME COMMAND...   run: the status, nothing on stdout, a
#	                              line of stderr that matches
#	skip_all REASON   note TEXT   diag TEXT
#	new_database                  a fresh database with the schema; sets
#	                              PGDATABASE
#	sql STATEMENT [PSQL-OPTION...]     its rows, unaligned; fails on errors
#	sqlstate STATEMENT [PSQL-OPTION...]     "ok" or the SQLSTATE it fails with
#	six_devices                   in three stores
#	hold TABLE                    until let_go nobody else can read it;
#	let_go                        one at a time
#	stop_holding                  after the last one
#	until_true CONDITION          asks the database until it is so; ends the
#	                              test if it never is

set -u
LC_ALL=C
export LC_ALL

TOP=$(cd "${0%/*}/../.." && pwd)
cd "$TOP" || exit 1
: "${POP_BUILD:=build}"
TMP=$(mktemp -d "${TMPDIR:-/tmp}/pop-test.XXXXXXXX") || exit 1
export TMP
trap 'rm -rf "$TMP"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

tests=0
failures=0
newline='
'

# verdict STATUS NAME
verdict() {
	tests=$((tests + 1))
	# a name is one line, and # would be a directive
	case $2 in
	*"$newline"* | *"#"*)
		set -- "$1" "$(printf '%s' "$2" | tr -s '\n\t #' ' ')" ;;
	esac
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
		return 0
	fi
	failures=$((failures + 1))
	echo "not ok $tests - $2"
	return 1
}

diag() { printf '%s\n' "$*" | sed 's/^/# /' >&2; }
note() { printf '%s\n' "$*" | sed 's/^/# /'; }

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

done_testing() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit
}

is() {
	[ "$1" = "$2" ]
	verdict $? "$3" || diag "     got: $1
expected: $2"
}

isnt() {
	[ "$1" != "$2" ]
	verdict $? "$3" || diag "got what was not expected: $1"
}

like() {
	printf '%s\n' "$1" | grep -Eq -e "$2"
	verdict $? "$3" || diag "           got: $1
does not match: $2"
}

unlike() {
	! printf '%s\n' "$1" | grep -Eq -e "$2"
	verdict $? "$3" || diag "    got: $1
matches: $2"
}

ok() {
	ok_name=$1
	shift
	"$@"
	verdict $? "$ok_name" || diag "failed: $*"
}

not_ok() {
	ok_name=$1
	shift
	! "$@"
	verdict $? "$ok_name" || diag "succeeded: $*"
}

run() {
	status=0
	"$@" >"$TMP/stdout" 2>"$TMP/stderr" || status=$?
	stdout=$(cat "$TMP/stdout")
	stderr=$(cat "$TMP/stderr")
}

exits() {
	[ "$status" -eq "$1" ]
	verdict $? "$2" || diag "exit status $status, not $1; stderr:
$stderr"
}

succeeds() {
	run_name=$1
	shift
	run "$@"
	[ "$status" -eq 0 ] && [ -z "$stderr" ]
	verdict $? "$run_name" || diag "exit status $status; stderr:
$stderr"
}

fails() {
	run_status=$1 run_like=$2 run_name=$3
	shift 3
	run "$@"
	[ "$status" -eq "$run_status" ] && [ -z "$stdout" ] &&
	    printf '%s\n' "$stderr" | grep -Eq -e "$run_like"
	verdict $? "$run_name" || diag "exit status $status, not $run_status
stdout: $stdout
stderr: $stderr
expected on stderr: $run_like"
}

# --- PostgreSQL -----------------------------------------------------------

sql() {
	sql_text=$1
	shift
	psql -qAtX -v ON_ERROR_STOP=1 -v VERBOSITY=verbose "$@" -c "$sql_text"
}

sqlstate() {
	if sql_error=$(sql "$@" 2>&1 >/dev/null); then
		echo ok
		return
	fi
	printf '%s\n' "$sql_error" |
	    sed -n 's/^ERROR:  \([0-9A-Z]\{5\}\): .*/\1/p' | head -n 1
}

# The template is made once per server, by whoever comes first; psql holds the
# lock while its shell command deploys.
make_template() {
	psql -qAtX -v ON_ERROR_STOP=1 -d postgres <<-'END'
	set client_min_messages = warning;
	select from pg_advisory_lock(hashtext('pop_template'));
	select not exists (
	  select from pg_database where datname = 'pop_template'
	) as missing \gset
	\if :missing
	drop database if exists pop_template_new;
	create database pop_template_new;
	\! sh tests/deploy-template pop_template_new
	\endif
	END
}

new_database() {
	unset PGSERVICE
	make_template || exit 1
	PGDATABASE=${1:-pop}_$$_$((databases = ${databases:-0} + 1))
	psql -qAtX -v ON_ERROR_STOP=1 -d postgres \
	    -c "create database \"$PGDATABASE\" template pop_template" || exit 1
	export PGDATABASE
}

# six_devices: md5('d1') to md5('d6'), in the stores md5('s1') to md5('s3')
six_devices() {
	sql "
insert into public.stores
select md5('s' || n)::uuid, 'Store ' || n, 'North' from generate_series(1, 3) n;
insert into public.devices
select md5('d' || n)::uuid, md5('s' || 1 + n % 3)::uuid
  from generate_series(1, 6) n"
}

# until_true CONDITION
until_true() {
	for _ in $(seq 2000); do
		[ "$(sql "select $1" 2>&1)" = t ] && return
	done
	diag "never true: $1"
	exit 1
}

# A psql of its own holds the lock; its input is a pipe that stays open as 3.
hold() {
	if [ -z "${holder-}" ]; then
		rm -f "$TMP/holder"
		mkfifo "$TMP/holder"
		psql -qAtX <"$TMP/holder" >/dev/null 2>&1 &
		holder=$!
		exec 3>"$TMP/holder"
	fi
	echo "begin; lock table $1 in access exclusive mode;" >&3
	until_true "exists (select from pg_locks where granted
	    and mode = 'AccessExclusiveLock' and relation = '$1'::regclass)"
}

let_go() {
	echo 'rollback;' >&3
}

stop_holding() {
	exec 3>&-
	wait "$holder"
	holder=
}
