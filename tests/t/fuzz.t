#!/bin/sh
#
# The fuzz targets: the corpus they have collected, and some seconds of new
# inputs from a fixed beginning.  `make fuzz` runs them for long.

# shellcheck disable=SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

POP_FUZZ_NEW=$TMP/new
export POP_FUZZ_NEW

for target in fuzz_query fuzz_request; do
	run tests/fuzz/run 0 $target
	exits 0 "$target: nothing in the corpus breaks a property"
	like "$stdout" "^$target: [1-9][0-9]* runs, no finding" \
	    "... and it was run"
	note "$stdout"
done
POP_FUZZ_SEED=1 run tests/fuzz/run 20
exits 0 "20 seconds of new inputs neither"
note "$stdout"

done_testing
