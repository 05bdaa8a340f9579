#!/bin/sh
#
# Sections 4 and 5 of the contract, a case at a time: each campaign below has
# the plays that show one rule, and its record is looked at as a whole.

. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate

# campaign(name, starts, ends, status) and play(campaign, ...): ids are made of
# names, and what is not said is an ordinary, counted play.
sql "
create function test_id(name text) returns uuid language sql immutable
as 'select md5(name)::uuid';
create function campaign(name text, starts date default '2026-01-01',
                         ends date default '2026-12-31',
                         status text default 'ACTIVE') returns void language sql
as 'insert into public.campaigns (id, advertiser_id, name, status, start_date,
                                  end_date)
    values (test_id(name), test_id(''advertiser''), name, status, starts, ends)';
create function play(campaign text, start timestamptz default
                       '2026-02-02 12:00:00+00', status text default 'COMPLETED',
                     seconds int default 15, received timestamptz default
                       '2026-02-02 12:00:16+00', device text default 'screen',
                     store uuid default null, content text default 'spot')
returns void language sql
as 'insert into public.playback_logs (id, campaign_id, device_id, content_id,
      store_id, started_at, duration_seconds, status, created_at)
    values (gen_random_uuid(), test_id(campaign), test_id(device),
      test_id(content), store, start, seconds, status, received)';
insert into public.stores values
  ('00000000-0000-4000-8000-000000000001', 'Harbour', 'Coast'),
  ('00000000-0000-4000-8000-000000000002', 'Summit', null),
  ('00000000-0000-4000-8000-000000000003', 'Mill', 'Coast');
insert into public.devices values
  (test_id('screen'), null),
  (test_id('harbour screen'), '00000000-0000-4000-8000-000000000001'),
  (test_id('lost screen'), '00000000-0000-4000-8000-00000000dead');
"
harbour=00000000-0000-4000-8000-000000000001
summit=00000000-0000-4000-8000-000000000002
mill=00000000-0000-4000-8000-000000000003
deleted=00000000-0000-4000-8000-00000000dead

# one CASE [PLAY-ARGUMENTS]: one campaign in flight, with one play.
one() {
	sql "select campaign('$1'); select play('$1'${2:+, $2})"
}

# record CASE: received, counted, seconds, exclusions of the record.
record() {
	sql "select plays_received, total_impressions, total_duration_seconds,
	            plays_excluded
	       from pop.proof_of_play where campaign_id = test_id('$1')"
}

# column CASE EXPRESSION: anything of the record.
column() {
	sql "select $2 from pop.proof_of_play where campaign_id = test_id('$1')"
}

# excluded REASON CASE: the one play is excluded for exactly that reason.
excluded() {
	is "$(record "$2")" "1|0|0|{\"$1\": 1}" "$2: $1"
}

counted() {
	is "$(record "$1")" '1|1|15|{}' "$1: counted"
}

# 1. the status
one 'counted'
one 'lower case' "status => 'completed'"
one 'mixed case' "status => 'cOmPlEtEd'"
one 'partial' "status => 'PARTIAL'"
one 'skipped' "status => 'SKIPPED'"
one 'error' "status => 'Error'"
one 'status null' 'status => null'
one 'status empty' "status => ''"
one 'status unheard of' "status => 'Très Bien'"
one 'status with a blank' "status => 'COMPLETED '"
one 'status in full width' "status => 'ＣＯＭＰＬＥＴＥＤ'"
one 'status of 57 characters' "status => repeat('Ab', 28) || 'é'"
one 'status of 58 characters' "status => repeat('Ab', 28) || 'éz'"
# 2. the duration
one 'duration null' 'seconds => null'
one 'duration zero' 'seconds => 0'
one 'duration negative' 'seconds => -1'
one 'duration the least' 'seconds => -2147483648'
one 'duration at the maximum' 'seconds => 86400'
one 'duration above the maximum' 'seconds => 86401'
one 'duration the greatest' 'seconds => 2147483647'
# 3. the clock
one 'received unknown' 'received => null'
one 'received at the limit' "received => '2026-02-02 11:50:00+00'"
one 'received beyond the limit' "received => '2026-02-02 11:49:59.999999+00'"
one 'received much later' "received => '2026-03-02 12:00:00+00'"
one 'received never' "received => 'infinity'"
one 'received always' "received => '-infinity'"
# the order of the rules
one 'status before duration' "status => 'ERROR', seconds => 0"
one 'duration before clock' "seconds => 0, received => '2026-02-01'"
one 'maximum before clock' "seconds => 86401, received => '2026-02-01'"

# 4. duplicates: what is left counts once, and claims least
sql "
select campaign('twice');
select play('twice'), play('twice');
select campaign('shortest');
select play('shortest', seconds => 30), play('shortest', seconds => 10),
       play('shortest', seconds => 20);
select campaign('shortest of the valid');
select play('shortest of the valid', seconds => 0),
       play('shortest of the valid', seconds => 1, status => 'ERROR'),
       play('shortest of the valid', seconds => 2, received => '2026-02-01'),
       play('shortest of the valid', seconds => 15),
       play('shortest of the valid', seconds => 16);
select campaign('lowest store');
select play('lowest store', store => '$mill'),
       play('lowest store', store => '$harbour'),
       play('lowest store', store => '$summit'), play('lowest store');
select campaign('shortest before store');
select play('shortest before store', store => '$harbour', seconds => 16),
       play('shortest before store', store => '$mill');
select campaign('the device''s store');
select play('the device''s store', device => 'harbour screen'),
       play('the device''s store', device => 'harbour screen',
            store => '$mill');
select campaign('four that differ');
select play('four that differ'),
       play('four that differ', device => 'another'),
       play('four that differ', content => 'another'),
       play('four that differ', start => '2026-02-02 12:00:00.000001+00');
select campaign('two campaigns'), campaign('two campaigns more');
select play('two campaigns'), play('two campaigns more');
"

# 5. the day and the hour of the start
sql "
select campaign('edges');
select play('edges', '2026-02-01 23:59:59.999999+00', received => null),
       play('edges', '2026-02-02 00:00:00+00', received => null),
       play('edges', '2026-02-02 23:59:59.999999+00', received => null,
            seconds => 7200),
       play('edges', '2026-02-03 00:00:00+00', received => null);
"

# flights
sql "
select campaign('in flight, no play');
select campaign('last day', ends => '2026-02-02');
select campaign('first day', starts => '2026-02-02');
select campaign('open', ends => null);
select campaign('over', ends => '2026-02-01');
select campaign('not begun', starts => '2026-02-03');
select campaign('over, played', ends => '2026-02-01');
select play('over, played');
select campaign('not begun, failed', starts => '2026-02-03');
select play('not begun, failed', status => 'ERROR');
select campaign('state ' || s, status => s)
  from unnest(array['APPROVED', 'SCHEDULED', 'PAUSED', 'COMPLETED', 'CANCELLED',
                    'DRAFT', 'PENDING_APPROVAL', 'REJECTED']) s;
select play('state DRAFT'), play('nobody knows'), play('nobody knows');
"

# stores
sql "
select campaign('no store');
select play('no store');
select campaign('unknown store');
select play('unknown store', store => '$deleted');
select campaign('unknown store of the device');
select play('unknown store of the device', device => 'lost screen');
select campaign('store without a region');
select play('store without a region', store => '$summit');
select campaign('store of the device');
select play('store of the device', device => 'harbour screen');
select campaign('store of the play');
select play('store of the play', device => 'harbour screen',
            store => '$mill');
select campaign('O''Brien & \"Sons\" \\ 🛒');
select campaign('everywhere');
select play('everywhere', start => '2026-02-02 12:00+00'::timestamptz
              + n * interval '1 minute', received => null, device => d,
            store => s::uuid)
  from (values (1, 'a', '$mill'), (2, 'a', '$harbour'), (3, 'b', '$harbour'),
               (4, 'b', null), (5, 'c', '$deleted')) v (n, d, s);
"

run env PGUSER=pop_writer "$aggregate" --date 2026-02-02 --dry-run -v
like "$stderr" '^pop-aggregate: warning: 2026-02-02: 3 plays ' \
    'three plays without a campaign are counted and warned of'
succeeds 'a day of single cases is sealed, in silence' \
    env PGUSER=pop_writer "$aggregate" --date 2026-02-02
is "$stdout" '' 'on standard output too'

for name in counted 'lower case' 'mixed case' 'received unknown' \
    'received at the limit' 'received much later' 'received never'; do
	counted "$name"
done
is "$(record 'duration at the maximum')" '1|1|86400|{}' \
    'duration at the maximum: counted'
excluded status_partial 'partial'
excluded status_skipped 'skipped'
excluded status_error 'error'
excluded status_none 'status null'
excluded status_none 'status empty'
excluded 'status_très bien' 'status unheard of'
excluded 'status_completed ' 'status with a blank'
excluded 'status_ＣＯＭＰＬＥＴＥＤ' 'status in full width'
excluded "status_$(printf 'ab%.0s' $(seq 28))é" 'status of 57 characters'
excluded "status_$(printf 'ab%.0s' $(seq 28))é" 'status of 58 characters'
for name in null zero negative 'the least'; do
	excluded duration_invalid "duration $name"
done
excluded duration_too_long 'duration above the maximum'
excluded duration_too_long 'duration the greatest'
excluded clock_ahead 'received beyond the limit'
excluded clock_ahead 'received always'
excluded status_error 'status before duration'
excluded duration_invalid 'duration before clock'
excluded duration_too_long 'maximum before clock'

is "$(record twice)" '2|1|15|{"duplicate": 1}' 'the same play twice counts once'
is "$(record shortest)" '3|1|10|{"duplicate": 2}' 'the shortest one counts'
is "$(record 'shortest of the valid')" \
    '5|1|15|{"duplicate": 1, "clock_ahead": 1, "status_error": 1, "duration_invalid": 1}' \
    'what is excluded before makes no duplicate'

# store_of CASE: the only store of the record.
store_of() {
	column "$1" "geographic_breakdown #>> '{stores,0,store_id}',
	             jsonb_array_length(geographic_breakdown -> 'stores')"
}

is "$(store_of 'lowest store')" "$harbour|1" \
    'as short: the lowest store counts, no store comes last'
is "$(record 'lowest store')" '4|1|15|{"duplicate": 3}' 'and it counts once'
is "$(store_of 'shortest before store')" "$mill|1" \
    'the shorter one counts before the lower store'
is "$(store_of "the device''s store")" "$harbour|1" \
    'the store of the device counts as the store of the play'
is "$(record 'four that differ')" '4|4|60|{}' \
    'another device, content or microsecond is another showing'
is "$(record 'two campaigns')$(record 'two campaigns more')" \
    '1|1|15|{}1|1|15|{}' 'another campaign is another showing'

is "$(record edges)" '2|2|7215|{}' 'a play belongs wholly to its start'
is "$(column edges "hourly_breakdown ->> '00', hourly_breakdown ->> '23'")" \
    '1|1' 'and to its hour'

is "$(column 'in flight, no play' "plays_received, total_impressions,
    unique_devices, unique_stores, total_duration_seconds, plays_excluded,
    geographic_breakdown, outside_flight, encode(devices_sha256, 'hex')")" \
    '0|0|0|0|0|{}|{"stores": [], "regions": {}}|f|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' \
    'in flight without a play: a record of zeros'
is "$(column 'in flight, no play' "(select count(*) || ' ' || sum(v::int)
    from jsonb_each_text(hourly_breakdown) h (k, v))")" '24 0' 'with 24 hours'
for name in 'last day' 'first day' open 'state APPROVED' 'state SCHEDULED' \
    'state PAUSED' 'state COMPLETED' 'state CANCELLED'; do
	is "$(column "$name" 'total_impressions, outside_flight')" '0|f' \
	    "$name: in flight"
done
for name in over 'not begun' 'state DRAFT' 'state PENDING_APPROVAL' \
    'state REJECTED' 'nobody knows'; do
	is "$(column "$name" id)" '' "$name: no record"
done
is "$(column 'over, played' 'total_impressions, outside_flight')" '1|t' \
    'played after its flight: flagged'
is "$(column 'not begun, failed' 'total_impressions, outside_flight')" '0|t' \
    'one excluded play outside the flight makes a record too'

# place CASE: regions, stores and unique stores.
place() {
	column "$1" "geographic_breakdown -> 'regions',
	    (select string_agg(concat_ws(' ', coalesce(s ->> 'store_id', '-'),
	              s ->> 'name', s ->> 'region', s ->> 'impressions'), ', ')
	       from jsonb_array_elements(geographic_breakdown -> 'stores') s),
	    unique_stores"
}

is "$(place 'no store')" '{"unassigned": 1}|- unassigned unassigned 1|0' \
    'no store: unassigned'
for name in 'unknown store' 'unknown store of the device'; do
	is "$(place "$name")" "{\"unassigned\": 1}|$deleted unknown unassigned 1|1" \
	    "$name: keeps its id"
done
is "$(place 'store without a region')" \
    "{\"unassigned\": 1}|$summit Summit unassigned 1|1" 'a store without a region'
is "$(place 'store of the device')" "{\"Coast\": 1}|$harbour Harbour Coast 1|1" \
    'no store in the play: the device'\''s'
is "$(place 'store of the play')" "{\"Coast\": 1}|$mill Mill Coast 1|1" \
    'the play'\''s store comes before the device'\''s'
is "$(place everywhere)" "{\"Coast\": 3, \"unassigned\": 2}|$harbour Harbour Coast 2, $mill Mill Coast 1, $deleted unknown unassigned 1, - unassigned unassigned 1|3" \
    'stores by impressions, then id, none last'
is "$(column everywhere unique_devices)" 3 'a device in two stores is one device'
is "$(sql "select string_agg(coalesce(right(store_id::text, 4), '-') || ' '
    || impressions || ' ' || duration_seconds, ', '
    order by device_id, store_id nulls first)
  from pop.proof_of_play_device where campaign_id = test_id('everywhere')
   and device_id in (test_id('a'), test_id('b'))")" \
    "$(sql "select case when test_id('a') < test_id('b')
    then '0001 1 15, 0003 1 15, - 1 15, 0001 1 15'
    else '- 1 15, 0001 1 15, 0001 1 15, 0003 1 15' end")" \
    'and a row in each store'

# what the record freezes
# frozen: a digest of all that is sealed.
frozen() {
	sql "select md5(string_agg(r::text, '' order by r::text)) from (
	       select p::text from pop.proof_of_play p union all
	       select d::text from pop.proof_of_play_device d) s (r)"
}
before=$(frozen)
sql "update public.campaigns set name = 'renamed', end_date = '2026-01-31',
            advertiser_id = null, status = 'REJECTED';
     update public.stores set name = 'renamed', region = 'moved';
     delete from public.stores where id = '$harbour';
     delete from public.devices; delete from public.playback_logs"
is "$(frozen)" "$before" 'renaming, moving and deleting change nothing sealed'
is "$(column everywhere "campaign_name, advertiser_id = test_id('advertiser'),
    geographic_breakdown #>> '{stores,0,name}'")" 'everywhere|t|Harbour' \
    'names are those of the sealing'

is "$(sql "select count(*) from pop.proof_of_play r where plays_received
    <> total_impressions + (select coalesce(sum(v::bigint), 0)
                              from jsonb_each_text(plays_excluded) e (k, v))
  or total_impressions <> (select sum(v::bigint)
                             from jsonb_each_text(hourly_breakdown) h (k, v))
  or total_impressions <> (select coalesce(sum(v::bigint), 0) from
         jsonb_each_text(geographic_breakdown -> 'regions') g (k, v))
  or total_impressions <> (select coalesce(sum((s ->> 'impressions')::bigint), 0)
         from jsonb_array_elements(geographic_breakdown -> 'stores') s)
  or total_impressions || ' ' || total_duration_seconds || ' ' || unique_devices
     <> (select coalesce(sum(impressions), 0) || ' '
                || coalesce(sum(duration_seconds), 0) || ' '
                || count(distinct device_id)
           from pop.proof_of_play_device d
          where d.date = r.date and d.campaign_id = r.campaign_id)")" 0 'the books of all balance'
done_testing
