#!/bin/sh
# Changed bundles by the hundred thousand against the library, and some
# against the program: none is accepted.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

case ${POP_AUDIT:-fast} in
full) in_process=100000 processes=400 ;;
*) in_process=5000 processes=60 ;;
esac

make_key key
allow key
make_publication "$TMP/pub"
"$audit/make_evidence" "$TMP/pub" 1:0 >"$TMP/1"
"$audit/make_evidence" "$TMP/pub" 2:0 4:0 >"$TMP/2"
"$audit/make_evidence" "$TMP/pub" 2:1 >"$TMP/3"
"$audit/make_evidence" "$TMP/pub" 2:2 >"$TMP/4"

for seed in 1 2 3; do
	succeeds "$in_process changed bundles of seed $seed" \
	    "$audit/mutate" "$origin" $seed $in_process "$TMP"/[1-4]
	note "$stdout"
done

# The tool can fail: to its signer a bundle of another origin is as good.
run "$audit/mutate" other.example 1 10 "$TMP/1"
exits 70 'a bundle that does not verify is no start'


mkdir "$TMP/changed"
sed 's/"signature":"[^"]*"/"signature":null/' "$TMP/1" >"$TMP/unsigned"
sed 's/\\"v\\":1/\\"v\\":2/' "$TMP/1" >"$TMP/other"
echo '{"corrections":[],"format":"pop-evidence/v1","record":null}' \
    >"$TMP/empty"
while read -r bad why; do
	fails 70 "$why" "$bad is no start either" \
	    "$audit/mutate" -w "$TMP/changed" 1 10 "$TMP/$bad"
done <<END
unsigned not signed
other not canonical
empty proves nothing
key not a canonical evidence bundle
END
"$audit/mutate" -w "$TMP/changed" 4 $processes "$TMP"/[1-4]
accepted=0
for changed in "$TMP/changed"/*; do
	run "$verify" evidence "$changed" --origin "$origin" \
	    --keys "$TMP/keys"
	case $status:$stdout in
	1:TAMPERED* | 3:INCOMPLETE*) ;;
	*)
		accepted=$((accepted + 1))
		diag "exit status $status: $stdout $stderr"
		cat "$changed" >&2
		;;
	esac
done
is "$(find "$TMP/changed" -type f | wc -l)" $processes \
    "$processes changed bundles for the program"
is $accepted 0 'the program accepts none of them'

done_testing
