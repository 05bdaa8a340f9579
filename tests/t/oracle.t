#!/bin/sh
#
# Random days of dirty plays, sealed by pop-aggregate and computed once more in
# plain SQL (tests/oracle): every column of every record and device row agrees.
#
#	POP_ORACLE_SEED=N   which random days (default 1)
#	POP_ORACLE_DAYS=N   how many of them (default 210)

. "${0%/*}/../lib.sh"

seed=${POP_ORACLE_SEED:-1}
days=${POP_ORACLE_DAYS:-210}
note "POP_ORACLE_SEED=$seed POP_ORACLE_DAYS=$days"

awk -v seed="$seed" -v days="$days" -f tests/oracle/plan.awk \
    tests/oracle/days.txt >"$TMP/plan" || exit 1

# script DATABASE: what psql does for the days of one database.
script() {
	awk -v base="$1" -v program="$POP_BUILD/pop-aggregate" '
	$1 == base {
		printf "\\set seed %s\n\\set day %s\n", $2, $3
		printf "\\set zone %s\n\\set plays %s\n", $4, $5
		printf "\\echo day %s seed %s zone %s\n", $3, $2, $4
		print "\\i tests/oracle/random_day.sql"
		printf "\\! PGUSER=pop_writer %s --date %s --jobs %d --json 2>&1", \
		    program, $3, $6
		print " || echo exit $?"
		print "\\i tests/oracle/compare.sql"
	}' "$TMP/plan"
}

# work REMAINDER: every second database, one after the other.
work() {
	cut -d ' ' -f 1 "$TMP/plan" | sort -nu | while read -r base; do
		[ $((base % 2)) -eq "$1" ] || continue
		new_database "oracle_$base" >&2
		script "$base" >"$TMP/script.$base"
		psql -qAtX -v ON_ERROR_STOP=1 -f "$TMP/script.$base" || break
	done >"$TMP/out.$1" 2>&1
}

make_template
work 0 &
other=$!
work 1
wait "$other"

# A day's lines: "day ...", one of JSON, "oracle ...".
# Prints a line a day: what it was, and "agree" or what is wrong.
judge() {
	awk '
	function finish() {
		if (name == "")
			return
		if (!closed)
			wrong = wrong "; no answer from the oracle"
		else if (told != orphans)
			wrong = wrong "; told of " told " orphans"
		print name (closed ? ", " plays : "") \
		    "\t" (wrong == "" ? "agree" : wrong)
	}
	/^day / {
		finish()
		name = $2 " " $6 " (seed " $4 ")"
		wrong = ""
		closed = told = orphans = 0
		next
	}
	/^[{]"date":.*"outcome":"sealed".*"orphan_plays":/ {
		sub(/.*"orphan_plays":/, "")
		told = $0 + 0
		next
	}
	/^oracle / {
		closed = 1
		split($3, f, "="); differences = f[2]
		split($6, f, "="); orphans = f[2]
		plays = $5 " " $4
		if (differences > 0)
			wrong = wrong "; " differences " rows differ"
		next
	}
	/./ { wrong = wrong "; " $0 }
	END { finish() }' "$@"
}

judge "$TMP/out.0" "$TMP/out.1" >"$TMP/verdicts"
tab=$(printf '\t')
while IFS=$tab read -r name verdict; do
	is "$verdict" agree "$name"
done <"$TMP/verdicts"
is "$(wc -l <"$TMP/verdicts")" "$days" "all $days days were computed"
done_testing
