#!/bin/sh
# pop-verify evidence, with real keys: what holds, what does not, usage.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

make_key key
make_key other
allow key
make_publication "$TMP/pub"

evidence() {
	run "$verify" evidence "$1" --origin "$origin" --keys "$TMP/keys"
}

bundle() {
	"$audit/make_evidence" "$@"
}

# --- What holds
bundle "$TMP/pub" 1:0 >"$TMP/one"
bundle "$TMP/pub" 2:0 4:0 >"$TMP/corrected"
bundle "$TMP/pub" 2:1 >"$TMP/zero"
bundle "$TMP/pub" 2:2 >"$TMP/large"

for name in one corrected zero large; do
	evidence "$TMP/$name"
	verdict_is VALID "$name"
done
evidence "$TMP/corrected"
like "$stdout" '^checked: 1 records$' 'records are counted'
like "$stdout" '^checked: 1 corrections$' 'corrections are counted'
like "$stdout" '^checked: 2 signatures$' 'signatures are counted'
like "$stdout" '^note: record: .* on 2026-02-02, 7 impressions' \
    'the report says what was proven'
like "$stdout" "^note: record: seal 2:$(sha256sum <"$TMP/pub/000002.seal" |
    cut -c 1-64)\$" 'the report names the seal'
like "$stdout" '^not checked: .*later corrections' 'limits are said'
like "$stdout" '^not checked: .*device rows' 'more limits are said'

run "$verify" evidence "$TMP/corrected" --origin "$origin" \
    --keys "$TMP/keys" --json
exits 0 'JSON: exit status'
is "$(printf '%s' "$stdout" | jq -r '.verdict, .checked.signatures')" "VALID
2" 'JSON: verdict and counts'

# --- What does not
sed 's/\\"total_impressions\\":120/\\"total_impressions\\":121/' "$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'one impression more'
like "$stdout" 'problem: record: the record does not stand in the seal' \
    'which check failed is said'

run "$verify" evidence "$TMP/one" --origin other.example \
    --keys "$TMP/keys"
verdict_is TAMPERED 'another origin'

# The verifier's own words decide: no key for it, no namespace, another key.
echo "$origin $(cat "$TMP/other.pub")" >"$TMP/others"
run "$verify" evidence "$TMP/one" --origin "$origin" --keys "$TMP/others"
verdict_is TAMPERED 'signed by another key'
like "$stdout" 'not signed by a key that was allowed' 'and it says so'
: >"$TMP/nobody"
run "$verify" evidence "$TMP/one" --origin "$origin" --keys "$TMP/nobody"
verdict_is TAMPERED 'no key is allowed'
echo "$origin namespaces=\"file\" $(cat "$TMP/key.pub")" >"$TMP/elsewhere"
run "$verify" evidence "$TMP/one" --origin "$origin" --keys "$TMP/elsewhere"
verdict_is TAMPERED 'the key is for another namespace'

# A signature in another namespace, or over another seal.
cp -r "$TMP/pub" "$TMP/forged"
rm "$TMP/forged/000001.seal.sig"
ssh-keygen -q -Y sign -n file -f "$TMP/key" "$TMP/forged/000001.seal" 2>/dev/null
bundle "$TMP/forged" 1:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'signed for another namespace'
cp "$TMP/pub/000002.seal.sig" "$TMP/forged/000001.seal.sig"
bundle "$TMP/forged" 1:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the signature of another seal'

rm "$TMP/forged/000001.seal.sig"
bundle "$TMP/forged" 1:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is INCOMPLETE 'no signature'
printf '{"corrections":[],"format":"pop-evidence/v1","record":null}\n' \
    >"$TMP/bad"
evidence "$TMP/bad"
verdict_is INCOMPLETE 'no record'

# A correction alone claims that the day had no record: this one had.
bundle "$TMP/pub" - 4:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'a correction without what it supersedes'
bundle "$TMP/pub" 2:1 4:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the correction of another campaign'
bundle "$TMP/pub" 2:0 4:0 4:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'a correction twice'
bundle "$TMP/pub" 4:0 2:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'record and correction swapped'

jq -c '.record.size = 4' "$TMP/zero" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'another size of the tree'
like "$stdout" 'another number of records' 'which the path does not tell'

# With the key, but not in keeping with itself.
# forged NAME ERE RECORD [CORRECTION]: of $TMP/pub, which is then made anew.
forged() {
	forged_name=$1 forged_like=$2
	shift 2
	bundle "$TMP/pub" "$@" >"$TMP/bad"
	evidence "$TMP/bad"
	verdict_is TAMPERED "$forged_name"
	is "$(printf '%s\n' "$stdout" | grep '^problem' | sed 's/.*: //')" \
	    "$forged_like" "$forged_name: only that is wrong"
	make_publication "$TMP/pub"
}

forge 4 's/^seq .*/seq 2/'
forged 'a correction sealed before its record' \
    'it is sealed before what it corrects' 2:0 4:0
forge 1 's/^kind .*/kind correction/'
forged 'a record in a seal of corrections' \
    'the seal is of the other kind' 1:0
forge 1 's/^date .*/date 2026-02-02/'
forged 'a record in the seal of another day' 'the seal is of another day' 1:0
forge 1 's/^zone .*/zone Asia\/Tokyo/'
forged 'a record in the seal of another zone' 'the seal is of another day' 1:0
forge_record 4 's/"revision":1/"revision":2/'
forged 'a correction out of turn' 'the revision is not the next one' 2:0 4:0
forge_record 4 's/"supersedes":"5/"supersedes":"6/'
forged 'a correction of something else' \
    'it does not supersede what stands before it' 2:0 4:0
forge_record 4 's/"campaign_id":"1/"campaign_id":"2/'
forged 'a correction of another campaign' \
    'it is of another campaign or day' 2:0 4:0
forge_record 4 's/"date":"2026-02-02"/"date":"2026-02-01"/'
forged 'a correction of another day' \
    'it is of another campaign or day' 2:0 4:0
forge_record 1 's/"total_impressions":120/"total_impressions": 120/'
bundle "$TMP/pub" 1:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'a record that is not canonical'
make_publication "$TMP/pub"
sed "s|^$origin |* |" "$TMP/keys" >"$TMP/anyone"
run "$verify" evidence "$TMP/one" --origin other.example \
    --keys "$TMP/anyone"
verdict_is TAMPERED 'another origin, and keys that sign for anyone'

# Spellings that other readers take for the same.
jq . "$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the bundle indented'
tr -d '\n' <"$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the newline gone'
sed 's/$/\r/' "$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'CRLF'
sed 's/SIGNATURE-----\\n"/SIGNATURE-----"/' "$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the newline after the signature gone'
sed 's/SIGNATURE-----\\n"/SIGNATURE-----\\nx"/' "$TMP/one" >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'text after the signature'
: >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'an empty file'

# --- Key rotation: a key counts by when it was used
rm "$TMP/keys"
allow key 'valid-before="20260203"'
allow other 'valid-after="20260203"'
evidence "$TMP/one"
verdict_is VALID 'a retired key, a seal from its time'
evidence "$TMP/corrected"
verdict_is TAMPERED 'a retired key, a seal from after it'
sign "$TMP/pub/000002.seal" other
sign "$TMP/pub/000004.seal" other
bundle "$TMP/pub" 2:0 4:0 >"$TMP/rotated"
evidence "$TMP/rotated"
verdict_is VALID 'the new key, seals from its time'
sign "$TMP/pub/000001.seal" other
bundle "$TMP/pub" 1:0 >"$TMP/bad"
evidence "$TMP/bad"
verdict_is TAMPERED 'the new key, a seal from before it'

# --- Usage
fails 64 'say what to verify' 'no arguments' "$verify"
fails 64 'none of' 'an unknown command' "$verify" prove x
fails 64 'takes one argument' 'no file' "$verify" evidence
fails 64 'takes one argument' 'two files' "$verify" evidence a b
fails 64 '--origin is missing' 'no origin' "$verify" evidence \
    "$TMP/one" --keys "$TMP/keys"
fails 64 '--keys is missing' 'no keys' "$verify" evidence "$TMP/one" \
    --origin "$origin"
fails 64 'cannot read the keys' 'keys that are not there' "$verify" \
    evidence "$TMP/one" --origin "$origin" --keys "$TMP/nothing"
fails 64 'there is no file' 'a bundle that is not there' "$verify" \
    evidence "$TMP/nothing" --origin "$origin" --keys "$TMP/keys"
fails 64 'for chain' 'a head' "$verify" evidence "$TMP/one" \
    --origin "$origin" --keys "$TMP/keys" \
    --head "1:$(sha256sum <"$TMP/one" | cut -c 1-64)"
fails 64 '--origin must be' 'an origin with a blank' "$verify" \
    evidence "$TMP/one" --origin 'a b' --keys "$TMP/keys"
run env PATH=/nonexistent "$verify" evidence "$TMP/one" --origin "$origin" \
    --keys "$TMP/keys"
exits 78 'without ssh-keygen there is no verdict'
is "$stdout" '' 'and none is printed'
run "$verify" --version
exits 0 '--version'
run "$verify" --help
like "$stdout" '3 INCOMPLETE' '--help says the exit statuses'

done_testing
