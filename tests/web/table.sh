# shellcheck shell=sh disable=SC2154
# The table of requests and answers that must be the same whichever way a
# request comes in.  Sourced with lib.sh and fetch.sh loaded, the fixture
# report.sql sealed, and `fetch` defined; POP_ACCESS=public.

ONE=11111111-1111-4111-8111-111111111111
TWO=22222222-2222-4222-8222-222222222222
DRAFT=33333333-3333-4333-8333-333333333333
GONE=44444444-4444-4444-8444-444444444444
SILENT=55555555-5555-4555-8555-555555555555
NOBODY=99999999-9999-4999-8999-999999999999

# answers STATUS METHOD TARGET NAME [HEADER...]
answers() {
	answers_status=$1 answers_method=$2 answers_target=$3 answers_name=$4
	shift 4
	fetch "$answers_method" "$answers_target" "$@"
	is "$status" "$answers_status" "$answers_name"
}

# refuses STATUS TYPE TARGET NAME: a problem of this type
refuses() {
	fetch GET "$3"
	is "$status $(header content-type) $(printf '%s' "$body" |
	    jq -r '"\(.status) \(.type) \(.parameter)"')" \
	    "$1 application/problem+json $1 urn:proof-of-play:problem:$2" "$4"
}

# refuses_parameter PARAMETER QUERY NAME
refuses_parameter() {
	refuses 400 "bad-parameter $1" "/campaigns/$ONE/proof-of-play?$2" "$3"
}

# state_of CAMPAIGN DATE: of a date without a record
state_of() {
	fetch GET "/campaigns/$1/proof-of-play?date=$2"
	printf '%s' "$body" | jq -r '"\(.status) \(.type) \(.date) \(.state)"' |
	    sed 's/urn:proof-of-play:problem://'
}

day() {
	echo "/campaigns/$1/proof-of-play?date=$2"
}

# --- one day --------------------------------------------------------------

answers 200 GET "$(day $ONE 2025-03-03)" "a sealed day"
is "$(header content-type)" application/json "... is JSON"
is "$(printf '%s' "$body" | jq '.record_id = "R" | .created_at = "T"')" \
    "$(cat tests/golden/report-day.json)" "... to the letter"
like "$(printf '%s' "$body" | jq -r '.record_id, .created_at' | paste -s -)" \
    '^[0-9a-f-]{36}	[0-9-]{10}T[0-9:]{8}\.[0-9]{6}Z$' "... with id and instant"
is "$(header content-length)" "$(wc -c <"$TMP/body")" "... and its length"
is "$(header x-content-type-options)" nosniff "... not to be sniffed"

length=$(header content-length)
answers 200 HEAD "$(day $ONE 2025-03-03)" "HEAD answers too"
is "$(header content-length):$(wc -c <"$TMP/body")" "$length:0" \
    "... with the same length and no body"

answers 200 GET "$(day $SILENT 2025-03-03)" "a campaign without plays"
is "$(printf '%s' "$body" | jq -c '[.state, .total_impressions,
    .plays_received, .plays_excluded, .geographic_breakdown]')" \
    '["sealed",0,0,{},{"regions":{},"stores":[]}]' "... has a record of zeros"
answers 200 GET "$(day $GONE 2025-03-03)" \
    "a campaign known by its record only"
is "$(printf '%s' "$body" | jq -r .campaign_name)" "=1+1" "... has its name"
answers 200 GET "/campaigns/$ONE/proof-of-play?%64ate=2025%2d03-03" \
    "percent-encoding is decoded once"

# --- no record ------------------------------------------------------------

is "$(state_of $ONE 2025-03-04)" "404 no-record 2025-03-04 not_aggregated" \
    "a date in flight without a record"
is "$(state_of $ONE 2999-01-01)" "404 no-record 2999-01-01 future" \
    "a date to come"
is "$(state_of $ONE 2024-12-31)" "404 no-record 2024-12-31 outside_flight" \
    "a date before the flight"
is "$(state_of $TWO 2025-03-03)" "404 no-record 2025-03-03 outside_flight" \
    "a date after the flight"
is "$(state_of $TWO 2025-01-31)" "404 no-record 2025-01-31 not_aggregated" \
    "the last date of the flight"

refuses 404 "campaign-unknown null" "$(day $NOBODY 2025-03-03)" \
    "an unknown campaign"
unknown=$body
fetch GET "$(day $DRAFT 2025-03-03)"
is "$status $body" "404 $unknown" "a draft is the same bytes"

# --- malformed ------------------------------------------------------------

refuses_parameter date "" "no date"
refuses_parameter date "date" "a parameter without a value"
refuses_parameter date "date=" "an empty date"
refuses_parameter date "date=2025-02-29" "a date that does not exist"
refuses_parameter date "date=2025-3-3" "a date in another form"
refuses_parameter date "date=2025-03-03%20" "a date with something behind it"
refuses_parameter date "date=%ed%a0%80" "a surrogate"
refuses_parameter date "date=%zz" "a malformed percent sequence"
refuses_parameter date "date=2" "a short date"
refuses_parameter date "date=2025-03-03&date=2025-03-03" "a repeated parameter"
refuses_parameter Date "Date=2025-03-03" "names are exact"
refuses_parameter datum "date=2025-03-03&datum=1" "an unknown parameter"
refuses_parameter null "date=2025-03-03&" "an empty parameter"
refuses_parameter null "&date=2025-03-03" "an empty parameter first"
refuses_parameter null "=2025-03-03" "a value without a name"
refuses 400 "bad-parameter id" "/campaigns/1/proof-of-play?date=2025-03-03" \
    "an id that is no UUID"
refuses 400 "bad-parameter id" "$(day "{$ONE}" 2025-03-03)" "an id in braces"

# some servers refuse these themselves
for value in 2025-03-03%00 2025-03-03%0d%0aX:1 %c0%af; do
	answers 400 GET "$(day $ONE $value)" "date=$value"
done

long=$(printf '%0600d' 0)
refuses_parameter date "date=$long" "a value that is too long"
refuses 400 "bad-request null" "/campaigns/$ONE/proof-of-play?$long$long$long$long" \
    "a query string that is too long"

# --- a range --------------------------------------------------------------

range() {
	echo "/campaigns/$1/proof-of-play?from=$2&to=$3${4+&$4}"
}

# csv: the body, without CR, records' own values replaced
csv() {
	printf '%s\n' "$body" | tr -d '\r' | sed \
	    -e 's/[0-9a-f-]\{36\},[0-9T:.-]*Z$/RECORD,CREATED/'
}

answers 200 GET "$(range $ONE 2025-03-02 2025-03-06)" "a range"
is "$(printf '%s' "$body" | jq '(.days[] | select(.record_id)) |=
    (.record_id = "R" | .created_at = "T")')" \
    "$(cat tests/golden/report-range.json)" "... to the letter"
is "$(printf '%s' "$body" | jq -c '[.unique_devices, (.days |
    map(.unique_devices // 0) | add), .complete]')" '[3,5,false]' \
    "... with exact uniques, not their sum, and not complete"
answers 200 GET "$(range $ONE 2025-03-03 2025-03-03)" "a range of one day"
is "$(printf '%s' "$body" | jq -c '[.complete, .days[].date]')" \
    '[true,"2025-03-03"]' "... is complete"
answers 200 GET "$(range $GONE 2025-03-01 2025-03-03)" \
    "a campaign known by its record only"
is "$(printf '%s' "$body" | jq -c '[.complete, .days[].state]')" \
    '[false,"not_aggregated","not_aggregated","sealed"]' \
    "... is never complete without knowing its flight"
answers 200 GET "$(range $TWO 2025-02-27 2025-03-01)" "a range out of flight"
is "$(printf '%s' "$body" | jq -c '[.complete, .total_impressions,
    .time_zone, .days[].state]')" \
    '[true,0,"UTC","outside_flight","outside_flight","outside_flight"]' \
    "... lacks nothing"
answers 200 GET "$(range $ONE 2998-12-31 2999-12-31)" "366 days to come"
is "$(printf '%s' "$body" | jq -c '[.complete, (.days | length),
    (.days | map(.state) | unique)]')" '[false,366,["future"]]' \
    "... are all there"
refuses 404 "campaign-unknown null" \
    "$(range $NOBODY 2025-03-01 2025-03-02)" "an unknown campaign"
is "$body" "$unknown" "... is the same bytes"

refuses_parameter to "from=2025-03-03" "from without to"
refuses_parameter from "to=2025-03-03" "to without from"
refuses_parameter to "from=2025-03-04&to=2025-03-03" "to before from"
refuses_parameter to "from=2025-01-01&to=2026-01-02" "367 days"
refuses_parameter date "date=2025-03-03&to=2025-03-03" "date and to"
refuses_parameter date "from=2025-03-03&to=2025-03-03&date=2025-03-03" \
    "date and both"
refuses_parameter from "from=&to=2025-03-03" "an empty from"
refuses_parameter format "date=2025-03-03&format=xml" "an unknown format"
refuses_parameter breakdown "date=2025-03-03&breakdown=day" \
    "an unknown breakdown"
refuses_parameter breakdown "date=2025-03-03&breakdown=hour" \
    "JSON by hour is refused"
refuses_parameter bom "date=2025-03-03&bom=1" "a BOM in JSON is refused"
refuses_parameter bom "date=2025-03-03&format=csv&bom=yes" "an unknown bom"

# --- CSV ------------------------------------------------------------------

answers 200 GET "$(range $ONE 2025-03-02 2025-03-05 format=csv)" "a CSV"
is "$(header content-type)" "text/csv; charset=utf-8; header=present" \
    "... is one"
is "$(header content-disposition)" "attachment; filename=\"proof-of-play-$ONE\
-2025-03-02-to-2025-03-05.csv\"" "... has a file name"
is "$(grep -vc "$(printf '\r')\$" "$TMP/body")" 0 "... has CRLF at every end"
is "$(csv)" "$(cat tests/golden/report-days.csv)" "... to the letter"
for by in hour region store device; do
	answers 200 GET \
	    "$(range $ONE 2025-03-02 2025-03-05 "format=csv&breakdown=$by")" \
	    "a CSV by $by"
	is "$(csv)" "$(cat "tests/golden/report-$by.csv")" "... to the letter"
	answers 200 GET "$(day $SILENT "2025-03-03&format=csv&breakdown=$by")" \
	    "a record of zeros by $by"
	isnt "$(csv | sed 1d)" "" "... has a row"
done
like "$(header content-disposition)" '2025-03-03-devices\.csv"$' \
    "the file name says what it is"
answers 200 GET "$(day $GONE "2025-03-03&format=csv&bom=1")" "a CSV with BOM"
is "$(head -c 3 "$TMP/body" | od -An -tx1)" " ef bb bf" "... has one"
like "$body" ",'=1\+1," "a formula is disarmed"

answers 200 GET "$(day $ONE "2025-03-03&breakdown=device")" "JSON by device"
is "$(printf '%s' "$body" | jq -c '[(.devices | length),
    (.devices | map(.impressions) | add), (.devices[0] | keys_unsorted)]')" \
    '[5,6,["device_id","store_id","impressions","duration_seconds"]]' \
    "... lists the devices behind the record"
answers 200 GET "$(range $ONE 2025-03-02 2025-03-05 breakdown=device)" \
    "JSON by device over a range"
is "$(printf '%s' "$body" | jq -c '[(.devices | length),
    (.devices[-1] | keys_unsorted[0], .date)]')" '[7,"date","2025-03-05"]' \
    "... has dates"
answers 200 GET "$(day $SILENT "2025-03-03&breakdown=device")" \
    "no devices behind a record of zeros"
is "$(printf '%s' "$body" | jq -c .devices)" "[]" "... is an empty list"

# --- Accept ---------------------------------------------------------------

# accepts EXPECTED ACCEPT: the type of the answer, or the status
accepts() {
	fetch GET "$(day $ONE 2025-03-03)" "Accept: $2"
	case $status in
	200) accepts_type=$(header content-type) ;;
	*) accepts_type=$status ;;
	esac
	is "${accepts_type%%;*}" "$1" "Accept: $2"
}

accepts application/json '*/*'
accepts application/json 'application/*'
accepts text/csv text/csv
accepts text/csv 'TEXT/CSV; header=present'
accepts text/csv 'text/*, application/json;q=0.9'
accepts application/json 'text/csv;q=0.5, */*;q=0.6'
accepts application/json 'text/csv, application/json'
accepts text/csv 'application/json;q=0, */*;q=0.1'
accepts application/json \
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
accepts 406 text/html
accepts 406 'application/json;q=0'
accepts 406 'application/jsonp, text/csv2, */x'
accepts 406 'application/json;q=2'
is "$(header content-type)" application/problem+json "406 is a problem"
fetch GET "$(day $ONE "2025-03-03&format=json")" "Accept: text/html"
is "$status" 200 "the parameter beats Accept"

# --- conditional requests -------------------------------------------------

fetch GET "$(day $ONE 2025-03-03)"
etag=$(header etag)
like "$etag" '^"[0-9a-f]{32}"$' "a strong entity tag"
is "$(header vary)" Accept "Vary"
is "$(header cache-control)" "private, max-age=3600" \
    "a settled day may be cached"
is "$(LC_ALL=C date -u -d "$(header last-modified)" +%FT%T)" \
    "$(printf '%s' "$body" | jq -r '.created_at[:19]')" \
    "Last-Modified is when the record was made"
modified=$(header last-modified)
like "$modified" '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$' \
    "... as HTTP writes it"
for match in "$etag" "W/$etag" '*' "\"x\", $etag" "W/\"y\" ,, $etag, \"z\"" \
    "${etag%\"}-gzip\"" "W/${etag%\"}-br\""; do
	answers 304 GET "$(day $ONE 2025-03-03)" "If-None-Match: $match" \
	    "If-None-Match: $match"
	is "$(header etag):$(wc -c <"$TMP/body")" "$etag:0" \
	    "... is not sent again"
done
answers 304 HEAD "$(day $ONE 2025-03-03)" "HEAD with the tag" \
    "If-None-Match: $etag"
for match in '"x"' "${etag%\"}x\"" "${etag%\"}" "${etag%?????\"}\"" \
    "x$etag" '"'; do
	answers 200 GET "$(day $ONE 2025-03-03)" "If-None-Match: $match" \
	    "If-None-Match: $match"
done
for other in "2025-03-03&format=csv" "2025-03-03&breakdown=device" 2025-03-05; do
	answers 200 GET "$(day $ONE "$other")" "the tag is not that of $other" \
	    "If-None-Match: $etag"
	isnt "$(header etag)" "$etag" "... which has its own"
	answers 304 GET "$(day $ONE "$other")" "... and it works" \
	    "If-None-Match: $(header etag)"
done
fetch GET "$(range $ONE 2025-03-02 2025-03-06)"
is "$(header cache-control):$(header last-modified)" "private, no-cache:" \
    "an incomplete range is asked for again"
answers 304 GET "$(range $ONE 2025-03-02 2025-03-06)" "... but has a tag" \
    "If-None-Match: $(header etag)"
fetch GET "$(day $NOBODY 2025-03-03)" "If-None-Match: *"
is "$status $(header cache-control)" "404 no-store" "a problem is not cached"

# --- evidence -------------------------------------------------------------

EVIDENCE="/campaigns/$ONE/proof-of-play/evidence?date"
answers 200 GET "$EVIDENCE=2025-03-03" "the evidence of a day"
answers 304 GET "$EVIDENCE=2025-03-03" "... is not sent again" \
    "If-None-Match: $(header etag)"
answers 404 GET "$EVIDENCE=2025-03-04" "... of a day without a record"

# --- campaigns ------------------------------------------------------------

LIST="/campaigns?from=2025-03-01&to=2025-03-31"

# names: of the campaigns listed
names() {
	printf '%s' "$body" | jq -c '[.campaigns[].campaign_name[:6]]'
}

answers 200 GET "$LIST" "the campaigns with records in a range"
is "$(printf '%s' "$body" | jq .)" "$(cat tests/golden/campaigns.json)" \
    "... to the letter"
answers 304 GET "$LIST" "... are not sent again" \
    "If-None-Match: $(header etag)"
answers 200 GET "/campaigns?date=2025-03-05" "the campaigns of one day"
is "$(names)" '["Café \"","Silent"]' "... are fewer"
answers 200 GET "/campaigns?date=2025-03-04" "a day without records"
is "$(printf '%s' "$body" | jq -c '[.campaigns, .next]')" '[[],null]' \
    "... has no campaigns"
for name in caf%C3%A9 CAF%C3%89 Z%C3%BCR '%22' '%5C'; do
	answers 200 GET "$LIST&name=$name" "by name: $name"
	is "$(names)" '["Café \""]' "... finds one"
done
answers 200 GET "$LIST&name=%25" "no wildcard"
is "$(names)" '[]' "... is one"

fetch GET "$LIST&limit=1&name=%20"
is "$(printf '%s' "$body" | jq -c .next)" null "no page after the last"
fetch GET "$LIST&limit=1"
found=$(names)
for page in 2 3; do
	next=$(printf '%s' "$body" | jq -r .next)
	is "$(header link)" "<$next>; rel=\"next\"" "a link to page $page"
	fetch GET "/campaigns$next"
	found="$found $(names)"
done
is "$found" '["=1+1"] ["Café \""] ["Silent"]' "three pages of one"
is "$(header link):$(printf '%s' "$body" | jq -c .next)" ":null" \
    "and no fourth"
answers 200 GET "$LIST&format=csv&limit=2" "campaigns as CSV"
is "$(printf '%s\n' "$body" | tr -d '\r')" "$(cat tests/golden/campaigns.csv)" \
    "... to the letter"
is "$(header content-disposition)" \
    'attachment; filename="campaigns-2025-03-01-to-2025-03-31.csv"' \
    "... with a file name"
like "$(header link)" '^<\?.*&format=csv&limit=2&after=[0-9-]*>; rel="next"$' \
    "... and a next page of the same kind"

# refuses_list PARAMETER QUERY NAME
refuses_list() {
	refuses 400 "bad-parameter $1" "$LIST&$2" "$3"
}
refuses_list limit limit=0 "no campaigns at all"
refuses_list limit limit=1001 "too many campaigns"
refuses_list limit limit=99999999999999999999 "far too many"
refuses_list limit limit=-1 "less than none"
refuses_list limit limit= "an empty limit"
refuses_list name name= "an empty name"
refuses_list after after=x "a malformed cursor"
refuses_list after "after=$NOBODY" "a cursor that is no campaign"
refuses_list after "after=$TWO" "a cursor that is not in the list"
refuses_list breakdown breakdown=hour "no breakdown of campaigns"
refuses 400 "bad-parameter date" /campaigns "campaigns of no time"

# --- paths and methods ----------------------------------------------------

for path in / /campaigns/ /campaigns/$ONE /campaigns/$ONE/proof-of-play/ \
    /campaigns/$ONE/proof-of-play/x /campaign/$ONE/proof-of-play \
    /campaigns/$ONE/Proof-of-play; do
	refuses 404 "not-found null" "$path?date=2025-03-03" "no such path: $path"
	for method in OPTIONS POST DELETE; do
		fetch $method "$path"
		is "$status $(header content-type) $(header allow)" \
		    "404 application/problem+json " "... nor for $method"
	done
done

for method in POST PUT DELETE PATCH; do
	answers 405 $method "$(day $ONE 2025-03-03)" "$method is not allowed"
	is "$(header allow)" "GET, HEAD, OPTIONS" "... and the answer says what is"
done
answers 204 OPTIONS "$(day $ONE 2025-03-03)" "OPTIONS"
is "$(header allow):$body" "GET, HEAD, OPTIONS:" "... says what is allowed"
