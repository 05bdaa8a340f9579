#!/bin/sh
#
# proof-of-play.cgi by environment variables alone.

# shellcheck disable=SC2034,SC2086,SC2119,SC2154,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh
. tests/web/seal-fixture.sh

new_database
seal_fixture
PGUSER=pop_reader
export PGUSER
fetch() { fetch_cgi "$@"; }

# --- access: nothing set, nobody reads ------------------------------------

ONE=11111111-1111-4111-8111-111111111111
DAY="/campaigns/$ONE/proof-of-play?date=2025-03-03"

unset POP_ACCESS
fetch GET "$DAY"
is "$status" 403 "nothing configured: 403"
like "$log" 'set POP_PRINCIPAL, POP_TOKENS=on or POP_ACCESS=public' "... and the log says what to set"
fetch GET /nowhere
is "$status" 403 "... for every path"
for access in Public "public " all; do
	POP_ACCESS=$access fetch GET "$DAY"
	is "$status" 403 "POP_ACCESS=\"$access\": 403"
done

# --- the table ------------------------------------------------------------

POP_ACCESS=public
export POP_ACCESS
. tests/web/table.sh
SERVER=program
. tests/web/wire.sh

# --- the log --------------------------------------------------------------

fetch GET "$DAY"
like "$log" "report principal=- campaign=$ONE from=2025-03-03 to=2025-03-03 \
format=json breakdown=none status=200 bytes=$(header content-length) ms=[0-9]+ \
at=20[0-9-]{8}T[0-9:]{8}Z id=$(header x-request-id)\$" "a line in the log for every report"
fetch GET "/campaigns?date=2025-03-03&format=csv"
like "$log" 'campaign=all .* format=csv .* status=200' "... and list"
fetch GET "$DAY" "If-None-Match: *"
like "$log" 'status=304 bytes=0' "... and 304"
fetch HEAD "$DAY"
like "$log" 'status=200 bytes=0 ' "... and of HEAD, which sends no body"
fetch GET "$(day $NOBODY 2025-03-03)"
is "$log" "" "none for what was not reported"

# --- 304 is not made of the whole answer ----------------------------------

DEVICES="$DAY&breakdown=device"
fetch GET "$DEVICES"
etag=$(header etag)
fetch GET "$DEVICES&format=csv"
csv_etag=$(header etag)
PGUSER=postgres sql "alter view pop.effective_device rename to gone"
fetch GET "$DEVICES"
is "$status" 503 "where devices cannot be read there is no report of them"
fetch GET "$DEVICES" "If-None-Match: $etag"
is "$status $(header etag)" "304 $etag" "... but who has it is told so"
fetch GET "$DEVICES&format=csv" "If-None-Match: $csv_etag"
is "$status" 304 "... of CSV, too"
fetch GET "$DEVICES" "If-None-Match: \"x\""
is "$status" 503 "... and who has another one is not"
PGUSER=postgres sql "alter view pop.gone rename to effective_device"
fetch GET "$DEVICES" "If-None-Match: \"x\""
is "$status $(header etag)" "200 $etag" "another one is replaced"
is "$(grep -ci '^etag:' "$TMP/headers")" 1 "... with one tag"

# --- what only this way can ask -------------------------------------------

fetch GET "/api/v1$DAY"
is "$status" 200 "the path with /api/v1"
for path in /api/v1 /api/v1campaigns/$ONE/proof-of-play \
    /api/v1/api/v1/campaigns/$ONE/proof-of-play //campaigns/$ONE/proof-of-play \
    /campaigns//proof-of-play /campaigns/$ONE%2Fproof-of-play ""; do
	fetch GET "$path?date=2025-03-03"
	is "$status" 404 "no such path: \"$path\""
done
refuses_parameter date "date=2025-03-03%00" "NUL in a value"
refuses_parameter date "date=2025-03-03%0d%0aX:1" "CR LF in a value"
refuses_parameter date "date=%c0%af" "overlong UTF-8"
refuses 400 "bad-request null" "/campaigns/$(printf '\r\nX: y')?date=1" \
    "CR LF in the path"
refuses 400 "bad-request null" "/campaigns/$(printf '\377')?date=1" \
    "invalid UTF-8 in the path"
refuses 400 "bad-request null" "/$(printf '%0300d' 0)" "a path that is too long"
unlike "$(cat "$TMP/answer")" '^X: y' "nothing of it in a header"
is "$(grep -c "$(printf '\r')" "$TMP/headers")" 0 "no stray CR in the headers"

for method in "" get HEAD2 "GET "; do
	fetch "$method" "$DAY"
	is "$status" 405 "method \"$method\""
done

echo "date=2025-03-04" |
    env REQUEST_METHOD=GET PATH_INFO="${DAY%\?*}" QUERY_STRING="${DAY#*\?}" \
	"$POP_BUILD/proof-of-play.cgi" --date=x -h >"$TMP/answer" 2>"$TMP/log"
is "$(head -n 1 "$TMP/answer" | tr -d '\r')" "Status: 200 OK" \
    "arguments and standard input are not looked at"

env -i REQUEST_METHOD=GET "$POP_BUILD/proof-of-play.cgi" >"$TMP/answer" 2>&1
like "$(cat "$TMP/answer")" '^Status: 403' "an environment of one variable"

UNIQUE_ID=abc-DEF_123@ fetch GET "$DAY"
is "$(header x-request-id)" abc-DEF_123@ "the server's request id"
UNIQUE_ID=$(printf 'x\r\ny: z') fetch GET "$DAY"
like "$(header x-request-id)" '^[0-9a-f]{16}$' "... unless it is unusable"
fetch GET "/nowhere"
is "$(printf '%s' "$body" | jq -r .request_id)" "$(header x-request-id)" \
    "a problem tells the request id"

# twice NAME=VALUE NAME=VALUE...: runs the program with that environment
twice() {
	# shellcheck disable=SC2016
	perl -e 'require "syscall.ph"; my ($program, @env) = @ARGV;
	    my $argv = pack("pJ", my $name = $program, 0);
	    my @keep = map { "$_\0" } @env;
	    my $envp = pack("p" x @keep . "J", @keep, 0);
	    syscall(&SYS_execve, my $path = "$program\0", $argv, $envp);
	    die "execve: $!"' "$POP_BUILD/proof-of-play.cgi" \
	    REQUEST_METHOD=GET PATH_INFO="${DAY%\?*}" "$@" \
	    >"$TMP/answer" 2>"$TMP/log"
	head -n 1 "$TMP/answer" | tr -d '\r'
}

DATE=QUERY_STRING=date=2025-03-03
HERE="PGHOST=$PGHOST PGPORT=$PGPORT PGUSER=$PGUSER PGDATABASE=$PGDATABASE"
# shellcheck disable=SC2086
{
	is "$(twice $HERE $DATE POP_ACCESS=public)" "Status: 200 OK" \
	    "an environment with each variable once"
	is "$(twice $HERE $DATE POP_ACCESS=public POP_ACCESS=x)" \
	    "Status: 500 Internal Server Error" "a setting twice is refused"
	like "$(cat "$TMP/log")" 'variable POP_ACCESS is set twice' \
	    "... and the log names it"
	is "$(twice $HERE $DATE $DATE POP_ACCESS=public)" \
	    "Status: 500 Internal Server Error" "a meta-variable twice"
	is "$(twice $HERE $DATE POP_ACCESS=public HTTP_ACCEPT=a HTTP_ACCEPT=b)" \
	    "Status: 400 Bad Request" "a header twice is the client's fault"
}

# --- the database ---------------------------------------------------------

# unavailable LOG-ERE NAME
unavailable() {
	fetch GET "$DAY"
	is "$status $(header retry-after) $(printf '%s' "$body" | jq -r .type)" \
	    "503 30 urn:proof-of-play:problem:unavailable" "$2"
	like "$log" "$1" "... and the log says why"
	like "$log" " id=$(header x-request-id)\$" "... and of which request"
	unlike "$body" 'PGHOST|socket|schema|relation|SQL' \
	    "... and the answer does not"
}

# late METHOD: the answer when the time is up, which nobody waits for here
late() {
	PGUSER=postgres hold pop.schema_version
	UNIQUE_ID=late fetch "$1" "$DAY" &
	fetching=$!
	until_true "exists (select from pg_stat_activity
	    where wait_event_type = 'Lock'
	      and application_name = 'proof-of-play.cgi')"
	# shellcheck disable=SC2046  # a number
	kill -ALRM $(cat "/proc/$fetching/task/$fetching/children")
	wait $fetching
	let_go
}

late GET
is "$(header status "$TMP/headers") $(header x-request-id "$TMP/headers") \
$(header retry-after "$TMP/headers")" "503 Service Unavailable late 30" \
    "a request that takes too long"
is "$(header content-length "$TMP/headers")" "$(wc -c <"$TMP/body")" \
    "... has a whole answer"
is "$(jq -c '[.type, .detail, .request_id]' "$TMP/body")" \
    '["urn:proof-of-play:problem:unavailable","The report took too long.","late"]' \
    "... that says so"
is "$(cat "$TMP/log")" \
    "proof-of-play.cgi: error: out of time, no report made id=late" \
    "... and so does the log"
late HEAD
is "$(header status "$TMP/headers") $(wc -c <"$TMP/body")" \
    "503 Service Unavailable 0" "HEAD gets no body then, either"
stop_holding

PGHOST=/nowhere unavailable 'could not connect to the database' \
    "no database server"
PGDATABASE=nowhere unavailable 'database "nowhere" does not exist' \
    "no such database"
PGDATABASE=postgres unavailable 'no proof-of-play schema' "no schema"

reader=$PGUSER
PGUSER=postgres
sql "create or replace view pop.schema_version as select 0 as version"
PGUSER=$reader unavailable 'has schema version 0, this program needs' \
    "a schema that is too old"
sql "create or replace view pop.schema_version as select 999 as version"
PGUSER=$reader unavailable 'has schema version 999' "a schema that is too new"
sql "drop view pop.schema_version"
PGUSER=$reader unavailable 'no proof-of-play schema, or an old one' \
    "a schema without a version"

done_testing
