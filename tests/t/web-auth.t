#!/bin/sh
#
# People who log in and machines with tokens, by the very lines of docs/*.conf,
# through each web server.  It runs itself again behind each.

# shellcheck disable=SC2031,SC2034,SC2119,SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

ONE=11111111-1111-4111-8111-111111111111
FOUR=44444444-4444-4444-8444-444444444444
DAY="/campaigns/$ONE/proof-of-play?date=2025-03-03"

basic() { printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64)"; }

# asks STATUS TYPE NAME [HEADER...]
asks() {
	asks_status=$1 asks_type=$2 asks_name=$3
	shift 3
	fetch_http GET "$DAY" "$@"
	type=$(header content-type)
	is "$status ${type%%;*}" "$asks_status $asks_type" "$SERVER: $asks_name"
}

if [ -z "${POP_URL-}" ]; then
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	grant_fixture
	PGUSER=pop_reader
	POP_WEB_LOGIN=$TMP/htpasswd
	export PGUSER POP_BUILD POP_WEB_LOGIN SERVER
	printf 'pat:%s\neve:%s\n' "$(openssl passwd -apr1 secret)" \
	    "$(openssl passwd -apr1 secret)" >"$POP_WEB_LOGIN"
	chmod 711 "$TMP"
	chmod 644 "$POP_WEB_LOGIN"
	for SERVER in apache nginx lighttpd; do
		"tests/web/$SERVER" "$0" >"$TMP/$SERVER" || failed=yes
		POP_WEB_PEOPLE=only "tests/web/$SERVER" "$0" \
		    >"$TMP/$SERVER-people" || failed=yes
	done
	cat "$TMP/apache" "$TMP/nginx" "$TMP/lighttpd" "$TMP"/*-people | awk '
		/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) }
		/^1\.\./ { plans++; next }
		{ print }
		END { print "1.." (plans == 6 ? n : n + 1) }'
	[ -z "${failed-}" ]
	exit
fi

# tricks NAME HEADER...: an answer, but neither campaign
tricks() {
	tricks_name=$1 tricks_got=
	shift
	for tricks_id in $ONE $FOUR; do
		status=none
		fetch_http GET "/campaigns/$tricks_id/proof-of-play?date=2025-03-03" "$@"
		tricks_got="$tricks_got $status"
	done
	like "$tricks_got" '^( 40[0134]){2}$' "$SERVER: $tricks_name"
}

max=$(basic max:wrong)
max=${max#*: }

if [ -n "${POP_WEB_PEOPLE-}" ]; then
	SERVER="$SERVER, people only"
	asks 200 application/json "who logs in may read" "$(basic pat:secret)"
	asks 401 text/html "a wrong password" "$(basic pat:wrong)"
	asks 401 text/html "nobody"
	asks 403 application/problem+json "a token" "Authorization: Bearer $PAT"
	tricks "a token and a wrong password" "Authorization: Bearer $PAT" \
	    "$(basic max:wrong)"
	done_testing
	exit
fi

asks 200 application/json "who logs in may read" "$(basic pat:secret)"
fetch_http GET "/campaigns/$FOUR/proof-of-play?date=2025-03-03" \
    "$(basic pat:secret)"
is "$status" 404 "$SERVER: and no more than was granted"
asks 404 application/problem+json "who was granted nothing sees nothing" \
    "$(basic eve:secret)"
asks 401 text/html "a wrong password" "$(basic pat:wrong)"
like "$(header www-authenticate)" '^Basic realm="proof-of-play"' \
    "$SERVER: is the web server's to refuse"
asks 401 text/html "somebody unknown" "$(basic max:secret)"
asks 401 text/html "nobody"
asks 401 text/html "a name in a header of its own" "Remote-User: pat"
asks 200 application/json "a token" "Authorization: Bearer $PAT"
asks 200 application/json "in small letters" "Authorization: bearer $PAT"
asks 401 application/problem+json "a wrong token" "Authorization: Bearer ${PAT}x"
is "$(header www-authenticate)" \
    'Bearer realm="proof-of-play", error="invalid_token"' \
    "$SERVER: is the program's to refuse"
asks 401 application/problem+json "a password for a token" \
    "Authorization: Bearer $(printf 'pat:secret' | base64)"
asks 401 text/html "a scheme that only begins so" "Authorization: Bearers $PAT"

# Nobody is whom an unverified header names: max may read everything.
tricks "a token that says it is a password" "Authorization: Basic Bearer $PAT"
tricks "a token and a wrong password" "Authorization: Bearer $PAT" \
    "$(basic max:wrong)"
tricks "in the other order, too" "$(basic max:wrong)" \
    "Authorization: Bearer $PAT"
tricks "a wrong token and a wrong password" "Authorization: Bearer x" \
    "$(basic max:wrong)"
tricks "in the other order, too" "$(basic max:wrong)" \
    "Authorization: Bearer x"
tricks "both in one header" "Authorization: Bearer x, $max"
# a decoder may stop at the padding
tricks "in the other order, too" "Authorization: $(basic max:wrong1 |
    cut -d ' ' -f 2-), Bearer x"
tricks "one after the other" "Authorization: Bearer $max"
tricks "a password behind a tab" "Authorization:	Basic ${max#* }"
tricks "a scheme with nothing behind it" "Authorization: Bearer"
tricks "a password in small letters" "Authorization: basic ${max#* }"
tricks "a header named like the variable" "Authorization: Bearer x" \
    "REMOTE_USER: max"
tricks "a header with another name" "Authorization: Bearer x" \
    "Proxy-Authorization: $max"

done_testing
