# shellcheck shell=sh disable=SC2154
# What callers may see, whichever way a request comes in.  Sourced with lib.sh
# and fetch.sh loaded, the fixture report.sql sealed, `fetch` defined,
# POP_PRINCIPAL=REMOTE_USER, POP_TOKENS=on, REMOTE_USER=pat, and
#
#	pat may read advertiser 1, with a token ($PAT); max may read everything
#	($MAX); nil has a token ($NIL) but no grant; $OLD is expired, $REVOKED
#	is revoked

ONE=11111111-1111-4111-8111-111111111111
FOUR=44444444-4444-4444-8444-444444444444
NOBODY=99999999-9999-4999-8999-999999999999
LIST="/campaigns?from=2025-03-01&to=2025-03-31"

day() {
	echo "/campaigns/$1/proof-of-play?date=2025-03-03"
}

# sees EXPECTED NAME [HEADER]: campaign 1, campaign 4, the number listed
sees() {
	sees_expected=$1 sees_name=$2
	shift 2
	fetch GET "$(day $ONE)" "$@"
	sees_got=$status
	fetch GET "$(day $FOUR)" "$@"
	sees_got="$sees_got $status"
	fetch GET "$LIST" "$@"
	sees_got="$sees_got $(printf '%s' "$body" | jq '.campaigns | length')"
	is "$sees_got" "$sees_expected" "$sees_name"
}

sees "200 404 1" "whom the web server names sees what was granted"
sees "200 404 1" "so does a token" "Authorization: Bearer $PAT"
sees "200 200 3" "a principal may see everything" "Authorization: bearer $MAX"
sees "404 404 0" "without a grant there is nothing to see" \
    "Authorization: Bearer $NIL"
sees "200 404 1" "Basic is the web server's business" \
    "Authorization: Basic cGF0OnBhdA=="
sees "200 404 1" "a header makes nobody another" "Remote-User: max"
sees "200 404 1" "... nor one named like the variable" "REMOTE_USER: max"

fetch GET "$(day $NOBODY)"
unknown=$body
fetch GET "$(day $FOUR)"
is "$status $body" "404 $unknown" \
    "what is not to be seen is the same bytes as what is unknown"
fetch GET "/campaigns/$FOUR/proof-of-play?date=2025-03-04"
is "$status $body" "404 $unknown" "... on every date"
fetch GET "/campaigns/$FOUR/proof-of-play?from=2025-03-01&to=2025-03-04\
&format=csv&breakdown=device"
is "$status $body" "404 $unknown" "... in every form"
fetch GET "$LIST&after=$FOUR"
is "$status $(printf '%s' "$body" | jq -r .parameter)" "400 after" \
    "... and as a cursor"

for token in "$OLD" "$REVOKED" "pop_$(printf '%043d' 0)" "${PAT}x" "$PAT y" \
    "${PAT%?}" "" "pop_'or'1'='1" "$(printf '%0100d' 0)"; do
	fetch GET "$(day $ONE)" "Authorization: Bearer $token"
	is "$status $(header www-authenticate) $(printf '%s' "$body" |
	    jq -r .type)" "401 Bearer realm=\"proof-of-play\", error=\"invalid_token\" \
urn:proof-of-play:problem:unauthorized" "no such token: $token"
done
fetch GET "/nowhere" "Authorization: Bearer $PAT"
is "$status" 404 "a path is unknown to those who may ask"
