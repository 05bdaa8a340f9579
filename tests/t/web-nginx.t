#!/bin/sh
#
# The tables of requests and of callers through nginx.

# shellcheck disable=SC2119,SC2154,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

if [ -z "${POP_URL-}" ]; then
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	grant_fixture
	PGUSER=pop_reader
	export PGUSER
	POP_ACCESS=public tests/web/nginx "$0" table >"$TMP/table"
	POP_PRINCIPAL=REMOTE_USER POP_TOKENS=on REMOTE_USER=pat \
	    tests/web/nginx "$0" access >"$TMP/access"
	# two runs, one plan
	cat "$TMP/table" "$TMP/access" | awk '
		/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) }
		/^1\.\./ { plans++; next }
		{ print }
		END { print "1.." (plans == 2 ? n : n + 1) }'
	exit
fi

fetch() { fetch_http "$@"; }
# shellcheck source=/dev/null
. "tests/web/$1.sh"

done_testing
