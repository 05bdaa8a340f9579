#!/bin/sh
# Two to sixteen runs of the same nights at once: each night is sealed once,
# and who is late says so.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/faults.sh
. "${0%/*}/../audit/faults.sh"

case ${POP_AUDIT:-fast} in
full) sizes=$(seq 2 16) ;;
*) sizes='2 5' ;;
esac

make_good

# one NUMBER: a run of the crowd; its status goes to a file.
one() {
	PGUSER=pop_writer "$program" --jobs 1 --publish "$public" \
	    --sign-key "$TMP/key" --from 2026-02-02 --to 2026-02-03 \
	    2>"$TMP/crowd.$1.stderr" && one=0 || one=$?
	echo "$one" >"$TMP/crowd.$1"
}

for size in $sizes; do
	begin
	rm -f "$TMP"/crowd.*
	: >"$TMP/attempt"
	number=0 pids=
	while [ $number -lt "$size" ]; do
		one $number &
		pids="$pids $!"
		number=$((number + 1))
	done
	# shellcheck disable=SC2086 # a list
	wait $pids
	statuses=$(cat "$TMP"/crowd.*[0-9] | sort | uniq -c | tr -s ' \n' ' ')
	like "$statuses" '^ [0-9]+ 0 ([0-9]+ 75 )?$' \
	    "$size at once: they work, or exit 75:$statuses"
	is "$(cat "$TMP"/crowd.*[0-9] | wc -l)" "$size" "$size at once: all ended"
	is "$(sql 'select count(*) from pop.seal')" 3 "$size at once: sealed once"
	wrong=0
	holds "$size at once"
	is $wrong 0 "$size at once: all of it holds"
done
done_testing
