#!/bin/sh
# The script of docs/verifying.md, as it stands there.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

sed -n '/^<!-- check-evidence -->$/,/^```$/p' docs/verifying.md |
    sed '1,2d; $d' >"$TMP/check-evidence"
ok 'there is a script' grep -q '^#!/bin/sh' "$TMP/check-evidence"
if command -v shellcheck >/dev/null; then
	ok 'shellcheck likes it' shellcheck "$TMP/check-evidence"
fi

make_key key
make_key other
allow key
make_publication "$TMP/pub"

bundle() {
	"$audit/make_evidence" "$@"
}

check() {
	run sh "$TMP/check-evidence" "$1" "$origin" "$TMP/keys"
}

# refuses NAME ERE: the bundle $TMP/bad; pop-verify must say the same.
refuses() {
	check "$TMP/bad"
	is "$status" 1 "$1: exit status"
	like "$stdout" "^TAMPERED: .*$2" "$1: says why"
	run "$verify" evidence "$TMP/bad" --origin "$origin" \
	    --keys "$TMP/keys"
	is "$status" 1 "$1: pop-verify agrees"
}

bundle "$TMP/pub" 1:0 >"$TMP/1"
bundle "$TMP/pub" 2:0 4:0 >"$TMP/2"
bundle "$TMP/pub" 2:1 >"$TMP/3"
bundle "$TMP/pub" 2:2 >"$TMP/4"
for name in 1 2 3 4; do
	check "$TMP/$name"
	exits 0 "bundle $name"
	is "$(printf '%s\n' "$stdout" | tail -n 1)" VALID "bundle $name: verdict"
done
check "$TMP/2"
is "$stdout" "proof_of_play: campaign 11111111-1111-4111-8111-111111111111 on 2026-02-02:
  7 impressions, 105 s
  seal 2:$(sha256sum <"$TMP/pub/000002.seal" | cut -c 1-64)
proof_of_play_correction: campaign 11111111-1111-4111-8111-111111111111 on 2026-02-02:
  11 impressions, 165 s
  seal 4:$(sha256sum <"$TMP/pub/000004.seal" | cut -c 1-64)
VALID" 'it says what was proven'

# Every place of larger trees: the shape of the tree is the hard part.
mkdir "$TMP/trees"
ok 'trees of many sizes' "$audit/make_trees" "$TMP/trees" "$TMP/pub/000002.seal" \
    "$TMP/pub/000002.records"
for seal in "$TMP"/trees/*.seal; do
	sign "$seal"
done
wrong=0 places=0
case ${POP_AUDIT:-fast} in
full) sizes='1 2 3 4 5 6 7 8 9 13' expected=58 ;;
*) sizes='3 6' expected=9 ;;
esac
for size in $sizes; do
	index=0
	while [ $index -lt "$size" ]; do
		bundle "$TMP/trees" "$size:$index" >"$TMP/tree"
		check "$TMP/tree"
		[ "$status" -eq 0 ] || wrong=$((wrong + 1))
		places=$((places + 1))
		index=$((index + 1))
	done
done
is $places $expected 'places in those trees'
is $wrong 0 'all of them are found'

sed 's/\\"total_impressions\\":120/\\"total_impressions\\":121/' "$TMP/1" \
    >"$TMP/bad"
refuses 'one impression more' 'not in the seal'
jq -c '.record.path[0] = .record.path[1]' "$TMP/3" >"$TMP/bad"
refuses 'a path changed' 'not in the seal'
jq -c '.record.path |= .[:-1]' "$TMP/3" >"$TMP/bad"
refuses 'a path cut' 'too short'
jq -c '.record.path += [.record.path[0]]' "$TMP/3" >"$TMP/bad"
refuses 'a path longer' 'too long'
jq -c '.record.index = 0' "$TMP/3" >"$TMP/bad"
refuses 'another place' 'not in the seal'
jq -c '.record.index = 3' "$TMP/3" >"$TMP/bad"
refuses 'a place outside' 'outside'
jq -c '.record.size = 4' "$TMP/3" >"$TMP/bad"
refuses 'another size' '.'
jq -c '.record.seal |= sub("seq 1"; "seq 9")' "$TMP/1" >"$TMP/bad"
refuses 'a seal changed' 'signature is not good'
jq -c '.record.signature = .corrections[0].signature' "$TMP/2" >"$TMP/bad"
refuses 'the signature of another seal' 'signature is not good'
bundle "$TMP/pub" 2:1 4:0 >"$TMP/bad"
refuses 'the correction of another campaign' 'does not supersede'
bundle "$TMP/pub" 2:0 4:0 4:0 >"$TMP/bad"
refuses 'a correction twice' 'does not supersede'
bundle "$TMP/pub" 4:0 2:0 >"$TMP/bad"
refuses 'record and correction swapped' 'another type'
jq -c '.corrections = [] | .record = null' "$TMP/2" >"$TMP/bad"
check "$TMP/bad"
is "$status" 1 'nothing at all'

run sh "$TMP/check-evidence" "$TMP/1" other.example "$TMP/keys"
is "$status" 1 'another origin'
echo "$origin $(cat "$TMP/other.pub")" >"$TMP/others"
run sh "$TMP/check-evidence" "$TMP/1" "$origin" "$TMP/others"
is "$status" 1 'another key'

done_testing
