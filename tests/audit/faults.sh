# shellcheck shell=sh
# What the tests of faults share, after tests/lib.sh: a database with one
# sealed and published night, runs that go wrong, and what must hold after.
#
#	make_good            the night that every fault starts from
#	begin                a fresh copy of it: $PGDATABASE, $public
#	attempt [ARGUMENT]   $task: two more nights, or a correction
#	attempt_within S     the same, killed after S seconds
#	holds WHAT           what must hold at once, and after a plain run;
#	                     counts in $wrong and says what is wrong

# shellcheck disable=SC2034 # for the tests
program=$POP_BUILD/pop-aggregate
preload=$TOP/$POP_BUILD/tests/audit/fault.so
public=$TMP/public
wrong=0 held=0

make_good() {
	command -v ssh-keygen >/dev/null || skip_all 'there is no ssh-keygen'
	ssh-keygen -q -t ed25519 -N '' -C pop -f "$TMP/key"
	new_database
	good=$PGDATABASE
	sql "
	insert into public.campaigns
	select md5('c' || n)::uuid, null, 'Campaign ' || n, 'ACTIVE',
	       '2026-01-01'
	  from generate_series(1, 4) n;
	insert into public.campaigns values (md5('later')::uuid, null, 'Later',
	  'ACTIVE', '2026-06-01');
	insert into public.playback_logs (id, device_id, campaign_id,
	       content_id, started_at, duration_seconds, status, created_at)
	select gen_random_uuid(), md5('d' || n % 5)::uuid,
	       md5('c' || n % 3 + 1)::uuid, md5('f')::uuid, t, 15,
	       'COMPLETED', t
	  from generate_series(1, 20) n,
	       generate_series('2026-02-01'::timestamptz, '2026-02-03 23:00',
	                       '1 hour') t;
	analyze" >/dev/null
	mkdir "$public"
	plain --date 2026-02-01 || exit 1
	cp "$public/allowed_signers" "$TMP/keys"
	cp -r "$public" "$TMP/good"
}

plain() {
	PGUSER=pop_writer "$program" --jobs 1 --publish "$public" \
	    --sign-key "$TMP/key" "$@" 2>"$TMP/plain"
}

begin() {
	begun=$PGDATABASE
	PGDATABASE=faults_$$_$((databases = databases + 1))
	psql -qAtX -d postgres -v ON_ERROR_STOP=1 \
	    -c "create database $PGDATABASE template $good" || exit 1
	[ "$begun" = "$good" ] || psql -qAtX -d postgres \
	    -c "drop database if exists $begun with (force)"
	rm -rf "$public"
	cp -r "$TMP/good" "$public"
}

# task_options: what the current task gives pop-aggregate; no word has spaces.
# A correction is a night's work, too.
task_options() {
	case ${task:-nights} in
	nights) echo --from 2026-02-02 --to 2026-02-03 ;;
	correct) echo --correct --date 2026-02-01 --reason dispute \
	    --campaign a9f7e979-65d6-cf79-9a52-9102a973b8b9 \
	    --exclude-device 13313787-6e26-fb4c-4088-bb8cccd04195 ;;
	esac
}

# shellcheck disable=SC2046 # words
attempt() {
	env PGUSER=pop_writer ASAN_OPTIONS=verify_asan_link_order=0 \
	    "$program" --jobs 1 --publish "$public" --sign-key "$TMP/key" \
	    $(task_options) "$@" >"$TMP/attempt" 2>&1
}

# attempt_within SECONDS: killed then, if it has not ended.
# shellcheck disable=SC2046 # words
attempt_within() {
	env PGUSER=pop_writer timeout -s KILL "$1" \
	    "$program" --jobs 1 --publish "$public" --sign-key "$TMP/key" \
	    $(task_options) >"$TMP/attempt" 2>&1
}

# signed: number and hash of every seal with a signature.
signed() {
	for sig in "$public"/*.seal.sig; do
		[ -e "$sig" ] || continue
		sha256sum "${sig%.sig}" "$sig"
	done
}

# bad WHAT: the reason is counted once a fault.
bad() {
	wrong=$((wrong + 1))
	diag "$*; the run said: $(cat "$TMP/attempt" "$TMP/plain")"
}

# Rows without their seal, seals without their rows, days sealed twice.
broken_rows() {
	sql "
	select 'rows of ' || date || ' without a seal'
	  from (select date from pop.proof_of_play
	        union select date from pop.proof_of_play_device) r
	 where not exists (select from pop.seal s
	                    where s.date = r.date and s.kind = 'day')
	union all
	select 'seal ' || seq || ' without its rows'
	  from pop.seal s
	 where pop.seal_records(body) <> case kind
	       when 'day' then (select count(*) from pop.proof_of_play r
	                         where r.date = s.date)
	       else (select count(*) from pop.correction c
	              where c.seal_seq = s.seq) end
	union all
	select date || ' is sealed twice'
	  from pop.seal where kind = 'day' group by date having count(*) > 1"
}

# Published bytes are those of the database.
broken_bytes() {
	for file in "$public"/*.seal; do
		seq=${file##*/}
		seq=$((1${seq%.seal} - 1000000))
		sql "select body from pop.seal where seq = $seq" |
		    sed '$d' >"$TMP/body"
		cmp -s "$TMP/body" "$file" || echo "seal $seq is published" \
		    "with other bytes"
	done
}

# holds WHAT: at once, and after a plain run of the nights.
holds() {
	held=$((held + 1))
	: >"$TMP/plain"
	rows=$(broken_rows)
	[ -z "$rows" ] || bad "$1: $rows"
	signed >"$TMP/signed"
	plain --wait --retry-for 20 --from 2026-02-02 --to 2026-02-03 ||
	    bad "$1: a plain run fails"
	[ ! -s "$TMP/plain" ] || bad "$1: a plain run is not quiet"
	signed >"$TMP/signed.now"
	[ -z "$(sort "$TMP/signed" "$TMP/signed.now" "$TMP/signed.now" |
	    uniq -u)" ] || bad "$1: a signed seal is another now"
	rows=$(broken_rows)$(broken_bytes)
	[ -z "$rows" ] || bad "$1, after a plain run: $rows"
	run env PGUSER=pop_reader "$POP_BUILD/pop-verify" db --dir "$public" \
	    --origin proof-of-play --keys "$TMP/keys"
	case $status$stdout in
	0VALID*"checked: 3 seals"* | 0VALID*"checked: 4 seals"*) ;;
	*) bad "$1: pop-verify says: $stdout$stderr" ;;
	esac
}
