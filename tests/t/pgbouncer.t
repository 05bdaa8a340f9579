#!/bin/sh
#
# proof-of-play.cgi behind a pgbouncer in transaction mode: the same answers,
# and nothing of a request is left to the next.

# shellcheck disable=SC2034,SC2086,SC2119,SC2154,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

if [ $# -eq 0 ]; then
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	grant_fixture
	SERVER=$PGHOST:$PGPORT PGUSER=pop_reader
	export SERVER PGUSER
	tests/web/pgbouncer "$0" inside
	exit
fi

fetch() { fetch_cgi "$@"; }

# --- the pooler is what it should be --------------------------------------

isnt "$PGHOST:$PGPORT" "$SERVER" "the requests go to the pooler"
is "$(sql 'show config' -d pgbouncer | grep '^pool_mode|' | cut -d '|' -f 2)" \
    transaction "... which is in transaction mode"

# --- the same answers -----------------------------------------------------

POP_ACCESS=public
export POP_ACCESS
. tests/web/table.sh
unset POP_ACCESS
POP_PRINCIPAL=REMOTE_USER POP_TOKENS=on REMOTE_USER=pat
export POP_PRINCIPAL POP_TOKENS REMOTE_USER
. tests/web/access.sh

# --- nothing stays behind -------------------------------------------------

# settings: the backend of the next transaction, and what is set in it
settings() {
	sql "select pg_backend_pid(), current_setting('pop.everything', true),
	    current_setting('pop.advertisers', true),
	    current_setting('pop.campaign', true),
	    current_setting('search_path'),
	    current_setting('statement_timeout')"
}

unset REMOTE_USER
fetch GET "$(day $ONE)" "Authorization: Bearer $MAX"
is "$status" 200 "one who may see everything asks"
before=$(settings)
# shellcheck disable=SC2016  # as PostgreSQL writes it
is "${before#*|}" '|||"$user", public|0' "... and leaves no setting"
fetch GET "$(day $FOUR)" "Authorization: Bearer $PAT"
is "$status" 404 "the next sees no more than before"
is "$(settings)" "$before" "... on the same backend"

done_testing
