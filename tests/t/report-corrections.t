#!/bin/sh
#
# The report of days that were corrected: what holds, what was sealed at first,
# and what each correction changed.

# shellcheck disable=SC2119,SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh
. tests/web/seal-fixture.sh

new_database
seal_fixture
correct_fixture
POP_ACCESS=public PGUSER=pop_reader
export POP_ACCESS PGUSER
fetch() { fetch_cgi "$@"; }

ONE=11111111-1111-4111-8111-111111111111
TWO=22222222-2222-4222-8222-222222222222
day() { echo "/campaigns/$1/proof-of-play?date=$2"; }
range() { echo "/campaigns/$1/proof-of-play?from=$2&to=$3${4+&$4}"; }

# answers TARGET NAME, without what each run has of its own
answers() {
	fetch GET "$1"
	is "$status" 200 "$2"
	# shellcheck disable=SC2016
	fixed=$(printf '%s' "$body" | jq '
	    def fixed: walk(if type == "object" then
	      (if has("record_id") then .record_id = "R" else . end) |
	      (if has("created_at") then .created_at = "T" else . end) |
	      (if has("made_at") then .made_at = "T" else . end) else . end);
	    fixed' 2>"$TMP/jq") || fixed=$(printf '%s\n' "$body" | tr -d '\r' |
	    sed 's/[0-9a-f-]\{36\},[0-9T:.-]*Z$/RECORD,CREATED/')
}
golden() { is "$fixed" "$(cat "tests/golden/$1")" "$2"; }
get() { printf '%s' "$body" | jq -c "$1"; }

# --- one day ---------------------------------------------------------------

answers "$(day $ONE 2025-04-01)" "a corrected day"
golden corrected-day.json "... is the effective values, the original, each correction"
is "$(get '[.original.total_impressions, .total_impressions,
    (.original.total_impressions +
	([.corrections[].difference.total_impressions] | add))]')" \
    "[3,4,4]" "... the original and its differences add up to what holds"
# shellcheck disable=SC2016
is "$(get '
    def plus($d): reduce ($d | to_entries[]) as $e (.; .[$e.key] += $e.value)
	| with_entries(select(.value != 0));
    def books: {i: .total_impressions, d: .unique_devices, s: .unique_stores,
	t: .total_duration_seconds, r: .plays_received};
    reduce .corrections[].difference as $d
	(.original | [(books), (.hourly_breakdown), .geographic_breakdown.regions,
	    .plays_excluded, (.geographic_breakdown.stores |
		map({key: (.store_id // "-"), value: .impressions}) |
		from_entries)];
	[(.[0] | plus($d | books)), (.[1] | plus($d.hourly_breakdown)),
	 (.[2] | plus($d.geographic_breakdown.regions)),
	 (.[3] | plus($d.plays_excluded)),
	 (.[4] | plus($d.geographic_breakdown.stores |
	    map({key: (.store_id // "-"), value: .impressions}) |
	    from_entries))])' | jq -S .)" \
    "$(get '[{i: .total_impressions, d: .unique_devices, s: .unique_stores,
	t: .total_duration_seconds, r: .plays_received},
	(.hourly_breakdown | with_entries(select(.value != 0))),
	.geographic_breakdown.regions, .plays_excluded,
	(.geographic_breakdown.stores | map({key: (.store_id // "-"),
	value: .impressions}) | from_entries)]' | jq -S .)" \
    "... field by field"
is "$(get '[.total_impressions, ([.hourly_breakdown[]] | add),
    ([.geographic_breakdown.regions[]] | add),
    ([.geographic_breakdown.stores[].impressions] | add)]')" "[4,4,4,4]" \
    "... and the books of what holds balance"
is "$(get '[.record_id, .created_at]')" \
    "$(get '.corrections[-1] | [.record_id, .made_at]')" \
    "... which is the newest correction's row"
is "$(get .original.record_id)" "\"$(sql "select id from pop.proof_of_play
    where campaign_id = '$ONE' and date = '2025-04-01'")\"" \
    "... while the original keeps its own"

answers "$(day $TWO 2025-04-01)" "a campaign that had no record and got one"
golden corrected-none.json "... has no original, and the difference is all of it"

answers "$(day $ONE 2025-03-03)" "a day without corrections"
golden report-day.json "... is as it was"

# --- ranges ------------------------------------------------------------------

answers "$(range $ONE 2025-03-31 2025-04-01)" "a range with a corrected day"
golden corrected-range.json "... has its values in the totals"
answers "$(range $ONE 2025-03-03 2025-04-01)" "a range with sealed days, too"
is "$(get '[.total_impressions, .unique_devices, .unique_stores]')" "[12,3,3]" \
    "... adds up what holds, with exact uniques"
answers "$(day $ONE "2025-04-01&breakdown=device")" "the devices"
is "$(get '[.devices[] | .device_id[-1:], .impressions]')" '["2",3,"3",1]' \
    "... are those behind what holds"
answers "$(range $ONE 2025-03-31 2025-04-01 breakdown=device)" "... of a range"
is "$(get '[.devices[] | .date, .impressions]')" \
    '["2025-04-01",3,"2025-04-01",1]' "... too"

# --- CSV -----------------------------------------------------------------------

answers "$(range $ONE 2025-03-31 2025-04-01 format=csv)" "a CSV"
golden corrected-days.csv "... says what holds, and that it was corrected"
for by in hour region store device; do
	answers "$(range $ONE 2025-03-31 2025-04-01 "format=csv&breakdown=$by")" \
	    "a CSV by $by"
	golden "corrected-$by.csv" "... likewise"
done

# --- the list of campaigns -----------------------------------------------------

answers "/campaigns?from=2025-03-03&to=2025-04-01" "the list of campaigns"
is "$(get '[.campaigns[] | [.campaign_id[:1], .days, .corrected_days,
    .total_impressions, .unique_devices]]')" \
    '[["4",1,0,1,1],["1",3,1,12,3],["5",3,0,0,0],["2",1,1,1,1]]' \
    "... has the totals that hold"

# --- caches --------------------------------------------------------------------

# cached: whether it may be kept, and its tag
cached() { echo "$(header cache-control) $(header etag)"; }

fetch GET "$(day $ONE 2025-04-01)"
like "$(cached)" '^private, no-cache "' "a corrected day is asked for again"
is "$(LC_ALL=C date -u -d "$(header last-modified)" +%FT%T)" \
    "$(get '.corrections[-1].made_at[:19]' | tr -d '"')" \
    "Last-Modified is when its newest correction was made"
fetch GET "$(range $ONE 2025-04-01 2025-04-01)"
like "$(cached)" '^private, no-cache "' "so is a range with one"

FIVE=55555555-5555-4555-8555-555555555555
fetch GET "$(day $FIVE 2025-04-01)"
before=$(header etag)
like "$(cached)" '^private, max-age=3600 "' "a day before its first correction"
PGUSER=postgres sql "
insert into public.playback_logs (id, campaign_id, device_id, content_id,
  started_at, duration_seconds, status, created_at)
select gen_random_uuid(), '$FIVE', 'de71ce00-0000-4000-8000-000000000001',
  'c0000000-0000-4000-8000-000000000001', '2025-04-01 06:00:00+00', 10,
  'COMPLETED', '2025-04-01 06:00:00+00'"
succeeds "a correction arrives" correct_april 5 --reason clock
fetch GET "$(day $FIVE 2025-04-01)" "If-None-Match: $before"
is "$status $(get '[.state, .total_impressions, .original.total_impressions]')" \
    '200 ["corrected",1,0]' "... and what a client had is old"
is "$(LC_ALL=C date -u -d "$(header last-modified)" +%FT%T)" \
    "$(get '.corrections[].made_at[:19]' | tr -d '"')" "... by its date, too"
fetch GET "$(day $FIVE 2025-04-01)" "If-None-Match: $(header etag)"
is "$status" 304 "... until it has the new one"

# --- who may see it ---------------------------------------------------------------

# Campaign 2 is gone from the platform: known by its correction alone.
PGUSER=postgres sql "update public.campaigns set status = 'REJECTED'
    where id = '$TWO'"
answers "$(day $TWO 2025-04-01)" "a campaign known by a correction only"
is "$(get '[.campaign_name, .total_impressions]')" '["Winter",1]' \
    "... has its name and values"
PGUSER=pop_writer "$POP_BUILD/pop-access" grant pat \
    --advertiser aaaaaaaa-0000-4000-8000-000000000001 2>/dev/null
PGUSER=pop_writer "$POP_BUILD/pop-access" grant max \
    --advertiser aaaaaaaa-0000-4000-8000-000000000002 2>/dev/null
for who in pat:200 max:404; do
	POP_ACCESS='' POP_PRINCIPAL=REMOTE_USER REMOTE_USER=${who%:*}
	export POP_PRINCIPAL REMOTE_USER
	unset POP_ACCESS
	fetch GET "$(day $TWO 2025-04-01)"
	is "$status" "${who#*:}" "${who%:*} gets ${who#*:}"
	fetch GET "/campaigns?date=2025-04-01&name=winter"
	is "$(get '.campaigns | length')" "$((${who#*:} == 200))" \
	    "... and sees it in the list or not"
done

done_testing
