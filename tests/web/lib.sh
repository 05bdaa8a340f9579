# shellcheck shell=sh
# What the starters of web servers share.  A starter is called as
#
#	tests/web/SERVER COMMAND [ARGUMENT...]
#
# It starts a private server with proof-of-play.cgi on a free loopback port,
# runs COMMAND with
#
#	POP_URL        of the API, http://127.0.0.1:PORT/api/v1
#	POP_WEB_LOG    the log, where the program's lines are too
#
# and exits as COMMAND does; the server ends first.  The site configuration is
# the one in docs/, with another path and with PG* and POP_ACCESS,
# POP_PRINCIPAL, POP_TOKENS, POP_PUBLISH_DIR, REMOTE_USER as they are set here.
# With POP_WEB_LOGIN, a file of passwords, it is the other configuration that
# docs/ has, behind comment signs: people log in, machines have tokens.  With
# POP_WEB_PEOPLE=only, too, it is that without the line for tokens.
# Root's servers run as www-data.  POP_PROGRAM names another program to serve.

set -eu
umask 022 # root's servers run as another user

TOP=$(cd "$(dirname "$0")/../.." && pwd)
: "${POP_BUILD:=build}"
case $POP_BUILD in
/*) ;;
*) POP_BUILD=$TOP/$POP_BUILD ;;
esac
: "${POP_PROGRAM:=$POP_BUILD/proof-of-play.cgi}"
ME=${0##*/}
DIR=
SERVERS=

stop() {
	trap '' HUP INT TERM
	for pid in $SERVERS; do
		kill "$pid" 2>/dev/null || :
	done
	wait
	[ -z "$DIR" ] || rm -rf "$DIR"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

die() {
	echo "$ME: $*" >&2
	exit 71
}

# need COMMAND PACKAGE
need() {
	PATH=$PATH:/usr/sbin:/sbin
	command -v "$1" >/dev/null ||
	    die "$1 is missing (Debian: apt-get install $2)"
}

free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
	    LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

# prepare: DIR with the program in it, PORT, POP_URL, POP_WEB_LOG
prepare() {
	[ -x "$POP_PROGRAM" ] || die "$POP_PROGRAM is not there; run make"
	DIR=$(mktemp -d "${TMPDIR:-/tmp}/pop-$ME.XXXXXXXX")
	mkdir "$DIR/libexec" "$DIR/htdocs"
	cp "$POP_PROGRAM" "$DIR/libexec/proof-of-play.cgi"
	chmod 755 "$DIR" "$DIR/libexec" "$DIR/libexec/proof-of-play.cgi"
	PORT=$(free_port)
	POP_URL=http://127.0.0.1:$PORT/api/v1
	POP_WEB_LOG=$DIR/error.log
	: >"$POP_WEB_LOG"
	chmod 666 "$POP_WEB_LOG"
	[ "$(id -u)" -ne 0 ] || chown www-data "$DIR" "$POP_WEB_LOG"
	export POP_URL POP_WEB_LOG
}

# settings FORMAT: a line for each variable of the program's
settings() {
	env | LC_ALL=C sed -n \
	    -e '/^PG[A-Z]*=/p' -e '/^POP_\(ACCESS\|PRINCIPAL\|TOKENS\|PUBLISH_DIR\)=/p' \
	    -e '/^REMOTE_USER=/p' |
	while IFS='=' read -r name value; do
		# shellcheck disable=SC2059
		printf "$1\n" "$name" "$value"
	done
}

# site FILE FORMAT: the configuration of docs/, with our path and settings
site() {
	settings "$2" >"$DIR/settings"
	sed -e "s|/usr/local/libexec/proof-of-play|$DIR/libexec|" \
	    -e "s|/run/fcgiwrap.socket|$DIR/fcgiwrap.socket|" \
	    -e "/PGSERVICE\>[^.]*proof-of-play/r $DIR/settings" \
	    -e '/PGSERVICE\>[^.]*proof-of-play/d' \
	    -e '/^[^#]*POP_\(ACCESS\|PRINCIPAL\|TOKENS\)/d' "$TOP/docs/$1" |
	if [ -n "${POP_WEB_LOGIN-}" ]; then
		sed -e '/Require all granted/d' -e '/POP_PUBLISH_DIR/d' \
		    ${POP_WEB_PEOPLE:+-e '/#\t.*POP_TOKENS/d'} \
		    -e 's/^\([[:space:]][[:space:]]*\)#\t/\1/' \
		    -e "s|/etc/[a-z0-9]*/proof-of-play.htpasswd|$POP_WEB_LOGIN|"
	else
		cat
	fi
}

# start COMMAND...: in the background, as www-data if we are root; ends with us
start() {
	if [ "$(id -u)" -eq 0 ]; then
		set -- --reuid www-data --regid www-data --clear-groups "$@"
	fi
	cd "$DIR"
	env -i PATH="$PATH" setpriv --pdeathsig TERM "$@" \
	    </dev/null >>"$POP_WEB_LOG" 2>&1 &
	SERVERS="$! $SERVERS"
	cd "$TOP"
}

# wait_for_port: until the server answers or has ended
wait_for_port() {
	# shellcheck disable=SC2086
	perl -MIO::Socket::INET -e '
		my ($port, @servers) = @ARGV;
		for (1 .. 500) {
			exit 0 if IO::Socket::INET->new("127.0.0.1:$port");
			exit 1 if grep { !kill 0, $_ } @servers;
			select undef, undef, undef, 0.02;
		}
		exit 1' "$PORT" $SERVERS || {
		cat "$POP_WEB_LOG" >&2
		die "the server did not start"
	}
}

# serve COMMAND...: runs it and exits as it does
serve() {
	wait_for_port
	status=0
	cd "$CALLED_FROM"
	"$@" || status=$?
	exit "$status"
}

[ $# -gt 0 ] || {
	echo "usage: $ME COMMAND [ARGUMENT...]" >&2
	exit 64
}
CALLED_FROM=$PWD
