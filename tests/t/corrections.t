#!/bin/sh
#
# Late plays become corrections, once; a person's correction stands; nothing of
# a sealed record changes.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
six_devices
sql "
insert into public.campaigns
select md5('c' || n)::uuid, null, 'Campaign ' || n, 'ACTIVE', '2026-01-01'
  from generate_series(1, 3) n;
insert into public.campaigns values
  (md5('over')::uuid, null, 'Over', 'ACTIVE', '2020-01-01', '2020-01-31');
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), d.id, c.id, md5('f')::uuid, t, 15, 'COMPLETED', t
  from public.devices d, public.campaigns c,
       generate_series((now() at time zone 'UTC')::date - 5,
                       (now() at time zone 'UTC')::date, interval '3 hours') t
 where c.name <> 'Over';
" >/dev/null

aggregate() { env PGUSER=pop_writer "$aggregate" "$@"; }
day() { sql "select (now() at time zone 'UTC')::date - $1"; }
corrections() { sql "select count(*) from pop.correction"; }
originals() {
	sql "select md5(string_agg(r::text, '' order by r.id))
	     from pop.proof_of_play r"
}
# late CAMPAIGN DAYS-AGO: plays of every device that come in now
late() {
	sql "insert into public.playback_logs (id, device_id, campaign_id,
	       content_id, started_at, duration_seconds, status)
	     select gen_random_uuid(), id, md5('$1')::uuid, md5('f')::uuid,
	            (now() at time zone 'UTC')::date - $2
	              + interval '1 hour', 15, 'COMPLETED'
	       from public.devices" >/dev/null
}
campaign() { sql "select md5('$1')::uuid"; }

succeeds 'days are sealed' aggregate --from "$(day 4)" --to "$(day 1)"
before=$(originals)
run aggregate --json
is "$stdout" \
    '{"outcome":"looked_back","days":4,"corrections":0,"kept":0}' \
    'looking back finds nothing'

# --- late plays -----------------------------------------------------------

late c1 3
late over 2
sql "update public.stores set name = 'Renamed', region = 'South'" >/dev/null
run aggregate --json
is "$stdout" \
    '{"outcome":"looked_back","days":4,"corrections":2,"kept":0,"seal":5}' \
    'late plays of two days are two corrections under one seal'
run aggregate --json
is "$stdout" \
    '{"outcome":"looked_back","days":4,"corrections":0,"kept":0}' \
    'and not found again'
is "$(sql "select reason, revision, total_impressions, plays_received
           from pop.correction where campaign_id = md5('c1')::uuid")" \
    'late_plays|1|54|54' 'a correction restates all measures'
is "$(sql "select distinct s ->> 'name' from pop.correction,
           jsonb_array_elements(geographic_breakdown -> 'stores') s
           where campaign_id = md5('c1')::uuid order by 1")" "Store 1
Store 2
Store 3" 'with the names that were sealed'
is "$(sql "select revision, outside_flight,
                  supersedes = decode(repeat('00', 32), 'hex')
           from pop.correction where campaign_id = md5('over')::uuid")" \
    '1|t|t' 'a campaign without a record gets one this way'
is "$(sql "select sum(impressions) from pop.correction_device
           where campaign_id = md5('c1')::uuid")" 54 \
    'the devices behind it are kept'
is "$(originals)" "$before" 'the originals are as they were'
is "$(sql "select count(*) from pop.proof_of_play r
           where r.date = '$(day 3)'")" 3 'and no record was added'
is "$(sql "select total_impressions from pop.effective_record
           where campaign_id = md5('c1')::uuid and date = '$(day 3)'")" 54 \
    'the correction is what holds'

late c1 3
sql "update public.playback_logs set duration_seconds = 20
     where campaign_id = md5('c1')::uuid and duration_seconds = 15
     and started_at = '$(day 3)'::timestamp at time zone 'UTC'
                      + interval '3 hours'" >/dev/null
succeeds 'a second change' aggregate
is "$(sql "select string_agg(revision || ' ' || total_duration_seconds
             || ' ' || coalesce(plays_excluded ->> 'duplicate', '-'), ', '
             order by revision)
           from pop.correction where campaign_id = md5('c1')::uuid")" \
    '1 810 -, 2 840 6' 'is a second revision'

# --- a person's ------------------------------------------------------------

fails 64 'reason' 'a reason is always required' \
    aggregate --correct --date "$(day 2)" --campaign "$(campaign c2)"
fails 64 'reason' 'one of the list' aggregate --correct --date "$(day 2)" \
    --campaign "$(campaign c2)" --reason whim
fails 65 'nothing to correct' 'without a difference there is no correction' \
    aggregate --correct --date "$(day 2)" --campaign "$(campaign c2)" \
    --reason dispute
fails 64 'is not sealed' 'nor of a day that is not sealed' \
    aggregate --correct --date 2020-01-01 --campaign "$(campaign c2)" \
    --reason dispute
count=$(corrections)
succeeds 'a device is excluded after a dispute' \
    aggregate --correct --date "$(day 2)" --campaign "$(campaign c2)" \
    --reason dispute --note 'agreed by telephone' \
    --exclude-device "$(sql "select md5('d1')::uuid")"
is "$(corrections)" $((count + 1)) 'one correction'
is "$(sql "select reason, note, total_impressions, plays_excluded
           from pop.correction where campaign_id = md5('c2')::uuid")" \
    'dispute|agreed by telephone|40|{"device_excluded": 8}' \
    'says why, and where the plays went'
run aggregate --json
is "$stdout" \
    '{"outcome":"looked_back","days":4,"corrections":0,"kept":1}' \
    'looking back does not overrule a person'
like "$(aggregate -v 2>&1)" '1 records that a person corrected differ' \
    'and says so'

# --- the chain ------------------------------------------------------------

mkdir "$TMP/public"
succeeds 'all of it is published' aggregate --publish "$TMP/public"
head=$(aggregate --seals --json | jq -r '"\(.seq):\(.sha256)"' | tail -n 1)
run "$POP_BUILD/pop-verify" chain "$TMP/public" --origin proof-of-play \
    --unsigned --head "$head"
exits 0 'pop-verify accepts the chain'
like "$stdout" '^VALID$' 'VALID'

done_testing
