#!/bin/sh
#
# A run seals what it writes, publishes it, and refuses what does not fit.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v ssh-keygen >/dev/null || skip_all "there is no ssh-keygen"

new_database
aggregate=$POP_BUILD/pop-aggregate
verify=$POP_BUILD/pop-verify
public=$TMP/public
sql "
insert into public.campaigns
select md5('c' || n)::uuid, null, 'Campaign ' || n, 'ACTIVE', '2026-01-01'
  from generate_series(1, 5) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), md5('d' || n % 7)::uuid, md5('c' || n % 4)::uuid,
       md5('f')::uuid, t, 15, 'COMPLETED', t
  from generate_series(1, 20) n,
       generate_series('2026-02-01'::timestamptz, '2026-02-06', '1 hour') t;
"
mkdir "$public"
ssh-keygen -q -t ed25519 -N '' -C pop -f "$TMP/key"
allow() { echo "$1 $(cat "$TMP/key.pub")" >"$public/allowed_signers"; }

aggregate() { env PGUSER=pop_writer "$aggregate" "$@"; }
publish() {
	aggregate --publish "$public" --sign-key "$TMP/key" "$@"
}
judged() {
	"$verify" chain "$public" --origin "$1" \
	    --keys "$public/allowed_signers" 2>&1 | head -n 1
}

# --- the chain alone ------------------------------------------------------

succeeds 'two days without a directory' \
    aggregate --from 2026-02-01 --to 2026-02-02
run aggregate --seals
like "$stdout" '^000001 [0-9a-f]{64} day        2026-02-01 5 records$' \
    'the chain is printed for mailing'
is "$(printf '%s\n' "$stdout" | wc -l)" 2 'a seal a day'
is "$(aggregate --seals --json | jq -j 'select(.seq == 2).seal' |
    sha256sum | cut -c 1-64)" \
    "$(aggregate --seals --json | jq -r 'select(.seq == 2).sha256')" \
    'the hash is that of the seal'

# --- publication ----------------------------------------------------------

allow someone
fails 78 'allowed_signers' 'the key must be allowed for the origin' \
    publish --date 2026-02-03
is "$(sql "select count(*) from pop.seal")" 2 'nothing was sealed'
allow proof-of-play
succeeds 'publishing takes the earlier seals along' \
    publish --date 2026-02-03
is "$(find "$public" -name '*.seal.sig' | wc -l)" 3 'three signed seals'
is "$(judged proof-of-play)" VALID 'pop-verify agrees'
fails 78 'origin' 'a chain has one origin' \
    publish --date 2026-02-04 --origin other/pop
is "$(stat -c %a "$public/000001.records")" 600 'records are private'

succeeds 'the hook runs' publish --date 2026-02-04 \
    --hook "echo \$POP_SEAL_SEQ >$TMP/hook"
is "$(cat "$TMP/hook")" 4 'with the number of the seal'
publish --date 2026-02-05 --hook false 2>"$TMP/stderr"
is $? 0 'a failing hook blocks nothing'
like "$(cat "$TMP/stderr")" 'hook' 'but is said'
succeeds 'and runs again' publish --date 2026-02-05 \
    --hook "echo \$POP_SEAL_SEQ >$TMP/hook"
is "$(cat "$TMP/hook")" 5 'the next time'

rm "$public/000005.seal.sig"
succeeds 'what was not finished is finished' publish --date 2026-02-05
is "$(judged proof-of-play)" VALID 'pop-verify agrees again'

# --- what must be refused -------------------------------------------------

# tamper STATEMENT...: as a superuser can
tamper() {
	sql "set session_replication_role = replica;
	     begin;
	     alter table pop.proof_of_play disable trigger all;
	     alter table pop.proof_of_play_device disable trigger all;
	     alter table pop.seal disable trigger all;
	     $1;
	     alter table pop.proof_of_play enable always trigger refuse_change;
	     alter table pop.proof_of_play
	       enable always trigger refuse_row_change;
	     commit" >/dev/null
}

tamper "delete from pop.seal where seq = 5"
fails 65 'seal 5 is published but not in the database' \
    'a database behind what was published is refused' \
    publish --date 2026-02-06
is "$(sql "select count(*) from pop.proof_of_play where date = '2026-02-06'")" \
    0 'and nothing is written'

# --- days from before there were seals ------------------------------------

new_database
sql "insert into public.campaigns values
     (md5('c')::uuid, null, 'One', 'ACTIVE', '2026-01-01')" >/dev/null
aggregate --from 2026-02-01 --to 2026-02-03
tamper "delete from pop.seal"
succeeds 'old days get their seals' aggregate --date 2026-02-04
is "$(sql "select string_agg(seq || ' ' || date, ', ' order by seq)
           from pop.seal")" \
    '1 2026-02-01, 2 2026-02-02, 3 2026-02-03, 4 2026-02-04' \
    'in order, before the new one'

# --- an empty day ---------------------------------------------------------

succeeds 'a day without campaigns' aggregate --date 2025-02-01
like "$(sql "select body from pop.seal where date = '2025-02-01'")" \
    '^records 0$' 'has a seal of no records'
succeeds 'which is not sealed twice' aggregate --date 2025-02-01
is "$(sql 'select count(*) from pop.seal')" 5 'one seal a day'

done_testing
