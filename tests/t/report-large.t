#!/bin/sh
#
# Reports of large campaigns: whole, or refused with a problem that says what
# to do; never killed, never half an answer.

# shellcheck disable=SC2119,SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

CAMPAIGN=11111111-1111-4111-8111-111111111111
FIRST=2026-02-02
SECOND=2026-02-03
LAST=2026-02-08

# Seven days of 10,000 devices, each in a store of its own with a long name.
make_campaign() {
	new_database
	psql -qAtX -v ON_ERROR_STOP=1 -v campaign=$CAMPAIGN -v first=$FIRST \
	    -v days=7 -v devices=10000 -v stores=10000 -v plays=1 \
	    -f tests/bench/campaign.sql
	sql "update public.stores set name = name || repeat(' of many', 125)"
	PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --from $FIRST --to $LAST
}

# count COLUMNS LAST: in the device rows
count() {
	sql "select $1 from pop.proof_of_play_device where date <= '$2'"
}

# asks TO QUERY: of the range that begins with FIRST
asks() {
	fetch_cgi GET "/campaigns/$CAMPAIGN/proof-of-play?from=$FIRST&to=$1$2"
}

make_campaign
PGUSER=pop_reader POP_ACCESS=public
export PGUSER POP_ACCESS

asks $LAST ''
is "$status $(jq -r '[.unique_devices, .unique_stores,
    (.geographic_breakdown.stores | length),
    ([.geographic_breakdown.stores[].impressions] | add) ==
    .total_impressions] | join("|")' "$TMP/body")" \
    "200 $(count "count(distinct device_id), count(distinct store_id),
	count(distinct store_id), 'true'" $LAST)" "a week of 10,000 stores"

asks $LAST '&breakdown=device'
is "$status $(jq '.devices | length' "$TMP/body")" \
    "200 $(count 'count(*)' $LAST)" "... with its devices"

asks $SECOND '&format=csv&breakdown=store'
is "$status $(tail -n +2 "$TMP/body" | wc -l)" \
    "200 $(count 'count(distinct (date, store_id))' $SECOND)" \
    "two days by store"

asks $LAST '&format=csv&breakdown=store'
is "$status $(jq -r '"\(.type) \(.detail)"' "$TMP/body")" \
    "400 urn:proof-of-play:problem:answer-too-large \
Ask for fewer days at a time." "a week by store is more than 64 megabytes"
is "$(wc -c <"$TMP/body")" "$(header content-length)" \
    "... and the problem is all there is"

# Less memory than the program would give itself; the sanitizers want more.
if nm "$POP_BUILD/proof-of-play.cgi" 2>/dev/null | grep -q __asan_init; then
	note "no limits of memory under the address sanitizer"
	done_testing
fi
lines=$(count 'count(distinct (date, store_id))' $SECOND)
mkdir "$TMP/limited"
cat >"$TMP/limited/proof-of-play.cgi" <<END
#!/bin/sh
ulimit -v "\$KILOBYTES"
exec "$(realpath "$POP_BUILD")/proof-of-play.cgi"
END
chmod +x "$TMP/limited/proof-of-play.cgi"
POP_BUILD=$TMP/limited
for KILOBYTES in $(seq 8000 8000 104000); do
	export KILOBYTES
	fetch_cgi OPTIONS /campaigns
	[ "$status" = 204 ] || continue # not even a start
	asks $SECOND '&format=csv&breakdown=store'
	case $(header content-type) in
	text/csv*) echo "$status $(wc -l <"$TMP/body") lines" ;;
	*) jq -r "\"$status \(.type)\"" "$TMP/body" ;;
	esac
done >"$TMP/answers"
is "$(sort -u "$TMP/answers")" "200 $((lines + 1)) lines
400 urn:proof-of-play:problem:answer-too-large" \
    "with less memory it is refused, or whole"

done_testing
