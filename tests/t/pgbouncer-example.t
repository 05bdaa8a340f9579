#!/bin/sh
#
# docs/pgbouncer.ini as it stands, but for paths and ports.

# shellcheck disable=SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

CAMPAIGN=00000000-0000-4000-8000-0000000000c1
if [ $# -eq 0 ]; then
	new_database
	sql "insert into public.campaigns values
	     ('$CAMPAIGN', null, 'One', 'ACTIVE', '2000-01-01')"
	PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2026-02-02 || exit
	SERVER=$PGHOST:$PGPORT PGUSER=$(id -un) POP_POOLER=example
	export SERVER PGUSER POP_POOLER
	tests/web/pgbouncer "$0" inside
	exit
fi

fetch() { fetch_cgi "$@"; }

PGDATABASE=platform POP_ACCESS=public
export PGDATABASE POP_ACCESS
isnt "$PGHOST:$PGPORT" "$SERVER" 'the requests go to the pooler'
is "$(sql 'select current_user')" pop_reader 'who it lets in is pop_reader'
fetch GET "/campaigns/$CAMPAIGN/proof-of-play?date=2026-02-02"
is "$status" 200 'a report is served'
is "$(printf '%s' "$body" | jq -r .state)" sealed '... of a sealed day'
run env PGUSER=pop_reader psql -XAtc 'select 1'
isnt "$status" 0 'nobody comes in under another name'

done_testing
