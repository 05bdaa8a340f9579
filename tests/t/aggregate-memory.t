#!/bin/sh
#
# --max-memory bounds what pop-aggregate holds, whatever there is much of, and
# what does not fit is refused with words that help.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
date=2026-02-02
beyond=16 # MB: the program itself and the buffers of its connections

written() {
	sql "select (select count(*) from pop.proof_of_play)
	            + (select count(*) from pop.proof_of_play_device)
	            + (select count(*) from pop.seal)"
}

# refused MB NAME OPTION...
refused() {
	refused_mb=$1 refused_name=$2
	shift 2
	fails 78 "within $refused_mb MB|into $refused_mb MB" "$refused_name" \
	    "$aggregate" --date "$date" --max-memory "$refused_mb" "$@"
	like "$stderr" 'Raise --max-memory.* --jobs ' '... and what helps is said'
	is "$(written)" 0 '... and nothing is written'
}

# bounded MB STATUS NAME OPTION...: it ends and keeps to what it was given
bounded() {
	bounded_mb=$1 bounded_status=$2 bounded_name=$3
	shift 3
	run /usr/bin/time -q -f %M -o "$TMP/peak" "$aggregate" --date "$date" \
	    --max-memory "$bounded_mb" "$@"
	exits "$bounded_status" "$bounded_name"
	peak=$(tail -n 1 "$TMP/peak")
	case $POP_BUILD in
	*san*) return ;; # whose shadows take more than the program
	esac
	[ "$peak" -le $(((bounded_mb + beyond) * 1024)) ]
	verdict $? "... with $bounded_mb MB and at most $beyond more" ||
	    diag "$peak kB"
}

bounded 16 0 'nothing to do' --dry-run

# --- devices --------------------------------------------------------------

sql "insert into public.devices
     select md5('d' || n)::uuid, md5('s' || n)::uuid
       from generate_series(1, 400000) n"
refused 16 'devices that do not fit'
refused 16 'nor in a dry run' --dry-run
bounded 40 0 'devices that fit' --dry-run
sql 'truncate public.devices'

# --- campaigns without a play ---------------------------------------------

campaigns() {
	sql "insert into public.campaigns
	     select md5('c' || n)::uuid, md5('a')::uuid, 'Campaign number ' || n,
	            'ACTIVE', '2026-01-01'
	       from generate_series(1, 60000) n
	         on conflict do nothing"
}

campaigns
refused 16 'campaigns that do not fit'
refused 24 'records that do not fit'
bounded 48 0 'campaigns that fit' --dry-run
sql "set session_replication_role = replica;
     delete from public.campaigns where id not in (
       select md5('c' || n)::uuid from generate_series(1, 20) n)"

# --- groups ---------------------------------------------------------------

sql "insert into public.stores
     select md5('s' || n)::uuid, 'Store number ' || n, 'Region ' || n % 10
       from generate_series(1, 5000) n"
sql "insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                       store_id, started_at, duration_seconds,
                                       status)
     select md5('p' || n)::uuid, md5('d' || n)::uuid,
            md5('c' || 1 + n % 20)::uuid, md5('f')::uuid,
            md5('s' || n % 5000)::uuid,
            '$date'::timestamptz + n * interval '0.5 seconds', 10, 'COMPLETED'
       from generate_series(1, 100000) n"
refused 24 'groups that do not fit'
refused 32 'groups that do not fit on two connections' --jobs 2
bounded 64 0 'groups that fit' --jobs 2 --dry-run
bounded 64 0 'and are written and sealed' --jobs 2
is "$(sql 'select count(*) from pop.proof_of_play_device')" 100000 \
    '... all of them'

# --- the plays of one campaign --------------------------------------------

campaign=$(sql "select md5('c1')::uuid")
sql "update public.playback_logs set campaign_id = '$campaign'"
fails 78 'into 16 MB' 'plays to explain that do not fit' "$aggregate" \
    --explain "$campaign" --date "$date" --max-memory 16
bounded 40 65 'plays to explain that fit' --explain "$campaign"
like "$stdout" 'counted +100000 ' '... all of them'

# --- corrections ----------------------------------------------------------

fails 78 '--max-memory' 'a correction that does not fit' "$aggregate" \
    --correct --campaign "$campaign" --date "$date" --reason dispute \
    --max-memory 32
is "$(sql 'select count(*) from pop.correction')" 0 '... is not written'
bounded 96 0 'a correction that fits' --correct --campaign "$campaign" \
    --reason dispute
is "$(sql 'select total_impressions from pop.correction')" 100000 \
    '... is written'

# --- publishing -----------------------------------------------------------

campaigns
mkdir "$TMP/published"
succeeds 'a day with a record of each campaign' "$aggregate" --date 2026-02-03
fails 78 'into 16 MB' 'a seal that does not fit' "$aggregate" \
    --date "$date" --publish "$TMP/published" --max-memory 16
is "$(find "$TMP/published" -name '*3.seal')" '' '... is not published'
bounded 160 0 'a seal that fits' --publish "$TMP/published"
is "$(find "$TMP/published" -name '*3.seal' | wc -l)" 1 '... is published'

done_testing
