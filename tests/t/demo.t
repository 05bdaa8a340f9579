#!/bin/sh
#
# The demo: a small one from end to end, an interrupted one, and books that do
# not balance.

# shellcheck disable=SC2154,SC2254,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# Everything the demo makes is in here, where root's servers can reach it.
chmod 711 "$TMP"
mkdir -m 1777 "$TMP/t"
TMPDIR=$TMP/t
DEMO_STEP=3600
export TMPDIR DEMO_STEP

nothing_left() {
	[ -z "$(ls -A "$TMPDIR")" ]
}

# begin_demo PATTERN: in the background; returns once it has printed the line
begin_demo() {
	mkfifo "$TMP/output"
	tests/with-postgres tests/demo/run --serve >"$TMP/output" 2>&1 &
	demo=$!
	exec 3<"$TMP/output"
	rm "$TMP/output"
	while read -r line <&3; do
		case $line in
		GET*) url=${line#GET } ;;
		$1) return 0 ;;
		esac
	done
	return 1
}

# end_demo SIGNAL
end_demo() {
	kill -s "$1" "$demo"
	status=0
	wait "$demo" 2>/dev/null || status=$?
	exec 3<&-
}

run tests/with-postgres tests/demo/run
exits 0 'a demo runs to its end'
is "$stderr" '' 'and complains about nothing'
like "$stdout" '^GET http://127\.0\.0\.1:[0-9]+/api/v1/campaigns/.*date=2026-02-04$' \
    'it says what it asks'
like "$stdout" '^The books balance: [0-9,]+ received = [0-9,]+ counted \+ [0-9,]+ excluded;$' \
    'the report balances'
like "$stdout" '^So do those of all 72 reports of the three days, 6 of them of zeros: ' \
    'and so do all'
like "$stdout" '^VALID$' 'the evidence holds'
like "$stdout" '^checked: 1 signatures$' 'and is signed'
like "$stdout" '^  not: duplicate +[1-9]' 'it met duplicates'
like "$stdout" '^  unassigned +[1-9]' 'and plays without a store'
ok 'it leaves no file' nothing_left

begin_demo '*Ctrl-C*'
ok 'a demo that serves answers' curl -fs -o /dev/null "$url"
end_demo INT
is "$status" 130 'an interrupt ends it'
run curl -s -o /dev/null "$url"
exits 7 'its server is gone'
ok 'and its files' nothing_left

begin_demo '== Sample network*'
end_demo TERM
is "$status" 143 'a demo may be ended while it loads'
ok 'and leaves no file' nothing_left

cat >"$TMP/report.json" <<'END'
{"campaign_name": "c", "date": "2026-02-02", "time_zone": "UTC",
 "state": "sealed", "total_impressions": 2, "unique_devices": 1,
 "unique_stores": 1, "total_duration_seconds": 20,
 "hourly_breakdown": {"00": 2}, "plays_received": 3,
 "plays_excluded": {"duplicate": 1}, "geographic_breakdown":
 {"regions": {"r": 2}, "stores": [{"name": "s", "impressions": 2}]}}
END
succeeds 'a report that balances is printed' \
    jq -L tests/demo -rf tests/demo/report.jq "$TMP/report.json"
for change in '.plays_excluded.duplicate = 2' '.hourly_breakdown["01"] = 1' \
    '.geographic_breakdown.regions.r = 1' \
    '.geographic_breakdown.stores[0].impressions = 1'; do
	jq "$change" "$TMP/report.json" >"$TMP/changed.json"
	fails 5 'the books do not balance' "and refused after $change" \
	    jq -L tests/demo -rf tests/demo/report.jq "$TMP/changed.json"
done
fails 5 '4 plays in the log, but 3 in reports and 0 of no campaign' \
    'a play that no report has is missed' \
    jq -L tests/demo -rs --argjson log 4 --argjson orphans 0 -f tests/demo/books.jq \
    "$TMP/report.json"

done_testing
