#!/bin/sh
#
# The table of requests through nginx.

# shellcheck disable=SC2119,SC2154,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh

if [ -z "${POP_URL-}" ]; then
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	PGUSER=pop_reader POP_ACCESS=public
	export PGUSER POP_ACCESS
	tests/web/nginx "$0"
	exit
fi

fetch() { fetch_http "$@"; }
. tests/web/table.sh

done_testing
