#!/bin/sh
# PostgreSQL without room on its disk, and PostgreSQL that crashes: at most a
# whole day is there, and a plain run finishes the work.  Runs a server of its
# own on a small file system, which takes root.

if [ "${1-}" != inside ]; then
	if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
		echo '1..0 # SKIP takes root, to mount a small file system'
		exit 0
	fi
	small=$(mktemp -d /tmp/pop-disk.XXXXXX) || exit 1
	trap 'rmdir "$small"' EXIT
	# shellcheck disable=SC2016 # for the shell within
	POP_PG_OPTIONS='fsync=on full_page_writes=on synchronous_commit=on
	    shared_buffers=32MB min_wal_size=32MB max_wal_size=32MB' \
	    POP_SMALL=$small unshare -m sh -c '
		mount -t tmpfs -o size=320m,mode=755 tmpfs "$POP_SMALL" || {
			echo "1..0 # SKIP no tmpfs can be mounted here"
			exit 0
		}
		TMPDIR=$POP_SMALL exec tests/with-postgres \
		    env TMPDIR=/tmp "$0" inside' "$0"
	exit
fi

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/faults.sh
. "${0%/*}/../audit/faults.sh"

make_good
sql "insert into public.playback_logs (id, device_id, campaign_id, content_id,
       started_at, duration_seconds, status, created_at)
     select gen_random_uuid(), md5('many' || n)::uuid, md5('c1')::uuid,
	    md5('f')::uuid, '2026-02-02 12:00+00', 15, 'COMPLETED', '2026-02-03'
       from generate_series(1, 6000) n" >/dev/null

# leave KB: of room on the small file system.
leave() {
	sql checkpoint -U postgres
	free=$(df -k --output=avail "$POP_SMALL" | tail -n 1)
	[ "$free" -lt "$1" ] ||
	    head -c "$(((free - $1) * 1024))" /dev/zero >"$POP_SMALL/ballast"
}

refused=0 tried=0
case ${POP_AUDIT:-fast} in
full) rooms='0 16 64 128 256 512 768 1024 1536 2048 4096 8192' ;;
*) rooms='0 256' ;;
esac
for room in $rooms; do
	begin
	leave "$room"
	ended=0
	attempt --retry-for 1 || ended=$?
	[ -n "$(sql 'select 1' 2>/dev/null)" ] || diag "the server is down"
	rm -f "$POP_SMALL/ballast"
	tried=$((tried + 1))
	case $ended in
	0) ;;
	69) refused=$((refused + 1)) ;;
	*) bad "with $room kB of room: exit status $ended" ;;
	esac
	[ "$room" -gt 0 ] || like "$(cat "$TMP/attempt")" \
	    'No space left|recovery|terminat|refused|connect' \
	    'without room it says so'
	until sql 'select 1' >/dev/null 2>&1; do :; done
	holds "with $room kB of room"
done
is $wrong 0 "$tried times with little room in PostgreSQL"
ok 'without room a run gives up for now' [ $refused -gt 0 ]

# --- PostgreSQL crashes
server=$PGHOST/data
bin=$(pg_config --bindir)
account=$(stat -c %U "$server")
crash="setpriv --reuid=$account --regid=$account --clear-groups \
$bin/pg_ctl -D $server -l $PGHOST/server.log -m immediate -w -s restart \
>/dev/null 2>&1 </dev/null"
begin
FAULT_LOG=$TMP/steps LD_PRELOAD=$preload attempt
is $? 0 'without a fault'
case ${POP_AUDIT:-fast} in
full) steps=$(grep ' send ' "$TMP/steps" | grep -v ' send X' | cut -d ' ' -f 1) ;;
*)
	commit=$(grep -nE ' send .*\<commit\>' "$TMP/steps" | sed -n 2p |
	    cut -d : -f 1)
	steps="$commit $((commit + 1))"
	;;
esac
wrong=0 tried=0 unfinished=0
for at in $steps; do
	begin
	ended=0
	FAULT=$crash FAULT_AT=$at LD_PRELOAD=$preload attempt --retry-for 30 ||
	    ended=$?
	tried=$((tried + 1))
	[ $ended -eq 0 ] || unfinished=$((unfinished + 1))
	holds "PostgreSQL crashed before step $at"
done
is $wrong 0 "PostgreSQL crashed at $tried steps"
is $unfinished 0 'each time the run finishes by itself'

done_testing
