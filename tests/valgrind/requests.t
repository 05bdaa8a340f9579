#!/bin/sh
#
# A little of everything, for memcheck to look at: a day sealed and verified,
# and requests of every kind, answered and refused.  That the answers are right
# is for other tests to say.

# shellcheck disable=SC2034,SC2086,SC2119,SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh
. tests/web/seal-fixture.sh

ONE=11111111-1111-4111-8111-111111111111
NOBODY=99999999-9999-4999-8999-999999999999
DAY="/campaigns/$ONE/proof-of-play?date=2025-03-03"
RANGE="/campaigns/$ONE/proof-of-play?from=2025-03-02&to=2025-03-06"
LIST="/campaigns?from=2025-03-01&to=2025-03-31"

new_database
seal_fixture
grant_fixture
succeeds "pop-verify db" env PGUSER=pop_reader "$POP_BUILD/pop-verify" db
succeeds "pop-verify plays" env PGUSER=pop_writer \
    "$POP_BUILD/pop-verify" plays --date 2025-03-03
PGUSER=pop_reader
export PGUSER

# answers STATUS METHOD TARGET [HEADER...]
answers() {
	expected=$1
	shift
	fetch_cgi "$@"
	is "$status" "$expected" "$*"
}

answers 403 GET "$DAY"
export POP_ACCESS=public
answers 200 GET "$DAY"
etag=$(header etag)
answers 304 GET "$DAY" "If-None-Match: \"x\", W/${etag%\"}-gzip\""
answers 200 HEAD "$DAY"
answers 204 OPTIONS "$DAY"
answers 405 POST "$DAY"
answers 200 GET "$RANGE"
answers 200 GET "$RANGE&breakdown=device"
for breakdown in hour region store device; do
	answers 200 GET "$RANGE&format=csv&breakdown=$breakdown&bom=1"
done
answers 200 GET "$RANGE" "Accept: text/csv;q=0.9, application/json;q=0.1"
answers 406 GET "$RANGE" "Accept: text/html"
answers 200 GET "$LIST&limit=1&name=a"
answers 200 GET "$LIST&format=csv"
answers 400 GET "$LIST&after=$NOBODY"
answers 400 GET "$DAY&name=%zz"
answers 400 GET "/campaigns/x/proof-of-play?date=1"
answers 404 GET "/campaigns/$NOBODY/proof-of-play?date=2025-03-03"
answers 404 GET "/campaigns/$ONE/proof-of-play?date=2025-03-04"
answers 404 GET "/nowhere"
EVIDENCE="/campaigns/$ONE/proof-of-play/evidence"
answers 200 GET "$EVIDENCE?date=2025-03-03"
answers 304 GET "$EVIDENCE?date=2025-03-03" "If-None-Match: *"
answers 404 GET "$EVIDENCE?date=2025-03-04"
answers 400 GET "$EVIDENCE?from=2025-03-03&to=2025-03-04"
PGHOST=/nowhere answers 503 GET "$DAY"
PGDATABASE=postgres answers 503 GET "$DAY"
unset POP_ACCESS

export POP_PRINCIPAL=REMOTE_USER POP_TOKENS=on
REMOTE_USER=pat answers 200 GET "$DAY"
REMOTE_USER=nil answers 404 GET "$DAY"
answers 200 GET "$DAY" "Authorization: Bearer $PAT"
answers 401 GET "$DAY" "Authorization: Bearer $OLD"
answers 401 GET "$DAY" "Authorization: Bearer x"
answers 401 GET "$DAY"

done_testing
