#!/bin/sh
# pop-verify plays: sealed days against the plays as they are now.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

new_database
sql "
insert into public.campaigns
select md5('c' || n)::uuid, md5('a')::uuid, 'Campaign ' || n, 'ACTIVE',
       '2026-01-01'
  from generate_series(1, 2) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), md5('d' || n)::uuid, md5('c' || n % 2 + 1)::uuid,
       md5('f')::uuid, t, 15, 'COMPLETED', t
  from generate_series(1, 4) n,
       generate_series('2026-02-01'::timestamptz, '2026-02-04', '1 hour') t;
"
run env PGUSER=pop_writer "$POP_BUILD/pop-aggregate" \
    --from 2026-02-01 --to 2026-02-03
exits 0 'three days are sealed'

plays() {
	run env PGUSER=pop_reader "$verify" plays "$@"
}

plays --from 2026-02-01 --to 2026-02-03
verdict_is VALID 'the plays give the records'
like "$stdout" '^checked: 3 days$' 'days are counted'
like "$stdout" '^checked: 0 differences$' 'no differences'
like "$stdout" '^not checked: .*pop-verify db' 'it says what it did not check'
plays --date 2026-02-02 --json
is "$(printf '%s' "$stdout" | jq -r '.verdict, .checked.days')" 'VALID
1' 'JSON'
plays --date 2026-02-01 --source "dbname=$PGDATABASE"
verdict_is VALID 'the plays of another server'

# Another policy from now on: sealed days keep theirs.
sql "insert into pop.policy (time_zone) values ('Asia/Tokyo')"
plays --from 2026-02-01 --to 2026-02-03
verdict_is VALID 'each day under its own policy'

sql "insert into public.playback_logs (id, device_id, campaign_id, content_id,
       started_at, duration_seconds, status)
     values (gen_random_uuid(), md5('d9')::uuid, md5('c1')::uuid,
             md5('f')::uuid, '2026-02-01 12:30Z', 15, 'COMPLETED')"
plays --date 2026-02-01
verdict_is INCOMPLETE 'a play that came later'
like "$stdout" "^problem: campaign .* on 2026-02-01: plays came later: \
received 48, now 49; impressions 48, now 49; seconds 720, now 735; \
devices 2, now 3\$" 'both numbers are shown'
like "$stdout" '^checked: 1 differences$' 'the difference is counted'

sql "delete from public.playback_logs
     where started_at >= '2026-02-02Z' and started_at < '2026-02-03Z'"
plays --date 2026-02-02
verdict_is INCOMPLETE 'plays that are no longer kept'
like "$stdout" '^problem: .*no longer there' 'and it says so'

sql "update public.playback_logs set duration_seconds = 30
     where started_at = '2026-02-03 05:00Z'"
plays --date 2026-02-03
verdict_is TAMPERED 'plays that changed'
like "$stdout" '^problem: .*the plays changed: .*seconds 720, now 750' \
    'and it says how'

plays --date 2026-02-04
verdict_is INCOMPLETE 'a day that is not sealed'
is "$(sql 'select count(*) from pop.correction')" 0 'nothing was written'

fails 64 'needs --date' 'no date' "$verify" plays
fails 64 'YYYY-MM-DD' 'no such date' "$verify" plays --date 2026-02-30
fails 64 'is after' 'a range backwards' "$verify" plays --from 2026-02-02 \
    --to 2026-02-01
fails 64 'needs --date' 'half a range' "$verify" plays --from 2026-02-02
fails 64 'once' 'date and range' "$verify" plays --date 2026-02-02 \
    --from 2026-02-01
fails 64 'not for plays' 'keys' "$verify" plays --date 2026-02-02 \
    --origin "$origin"
fails 64 'are for plays' 'a date for db' "$verify" db --date 2026-02-02

run sh -c 'exec "$@" >/dev/full' sh "$verify" --help
like "$stderr" 'standard output: No space left on device' 'a full disk is said'

done_testing
