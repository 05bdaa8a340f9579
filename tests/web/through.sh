# shellcheck shell=sh disable=SC2031,SC2034,SC2119,SC2154,SC2317
# The tables of requests and of callers through a web server, $SERVER: the
# whole test, sourced with lib.sh loaded.  It runs itself again behind the
# server, once for each way to configure access.

. tests/web/fetch.sh

# join FILE...: several plans as one
join_plans() {
	awk '
		/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) }
		/^1\.\./ { plans++; next }
		{ print }
		END { print "1.." (plans == ARGC - 1 ? n : n + 1) }' "$@"
}

if [ -z "${POP_URL-}" ]; then
	. tests/web/seal-fixture.sh
	new_database
	seal_fixture
	grant_fixture
	PGUSER=pop_reader
	export PGUSER POP_BUILD
	POP_ACCESS=public "tests/web/$SERVER" "$0" table wire >"$TMP/open"
	POP_PRINCIPAL=REMOTE_USER POP_TOKENS=on REMOTE_USER=pat \
	    "tests/web/$SERVER" "$0" access >"$TMP/closed"
	join_plans "$TMP/open" "$TMP/closed"
	exit
fi

fetch() {
	fetch_http "$@" || return
	case $SERVER,$2 in
	# lighttpd encodes a percent sign that is no sequence's
	lighttpd,*%zz*) ;;
	*) compare_with_program "$@" ;;
	esac
}
for part; do
	# shellcheck source=/dev/null
	. "tests/web/$part.sh"
done
is "$(cat "$TMP/differences")" "" \
    "$compared answers are those of the program alone, byte for byte"

done_testing
