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

# --- paths and methods ----------------------------------------------------

for path in / /campaigns/$ONE /campaigns/$ONE/proof-of-play/ \
    /campaigns/$ONE/proof-of-play/x /campaign/$ONE/proof-of-play \
    /campaigns/$ONE/Proof-of-play; do
	refuses 404 "not-found null" "$path?date=2025-03-03" "no such path: $path"
done

for method in POST PUT DELETE PATCH; do
	answers 405 $method "$(day $ONE 2025-03-03)" "$method is not allowed"
	is "$(header allow)" "GET, HEAD, OPTIONS" "... and the answer says what is"
done
answers 204 OPTIONS "$(day $ONE 2025-03-03)" "OPTIONS"
is "$(header allow):$body" "GET, HEAD, OPTIONS:" "... says what is allowed"
