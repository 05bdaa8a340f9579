#!/bin/sh
# Random records: the canonical lines and leaves of the library against those
# that a script makes of the same values.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

case ${POP_AUDIT:-fast} in
full) count=25000 ;;
*) count=750 ;;
esac

# shellcheck disable=SC2317 # called by ok
compare() {
	"$POP_BUILD/tests/audit/canon_dump" "$1" "$count" |
	    tests/oracle/canon_oracle "$count"
}

for seed in 1 2 3 4; do
	ok "$count records of seed $seed" compare "$seed" >"$TMP/out"
	tail -n 1 "$TMP/out"
done

# The oracle can fail: a missing record, and one changed byte.
run sh -c '"$POP_BUILD/tests/audit/canon_dump" 1 2 |
	tests/oracle/canon_oracle 3'
exits 1 'a missing record is noticed'
run sh -c '"$POP_BUILD/tests/audit/canon_dump" 1 2 |
	sed "s/\"v\":1/\"v\":2/" | tests/oracle/canon_oracle 2'
exits 1 'a changed byte is noticed'

done_testing
