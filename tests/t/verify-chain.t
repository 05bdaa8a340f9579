#!/bin/sh
# pop-verify chain, with real keys: each way of changing a published history.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

make_key key
make_key other
allow key
make_publication "$TMP/good"
head=4:$(sha256sum <"$TMP/good/000004.seal" | cut -c 1-64)

chain() {
	run "$verify" chain "$TMP/pub" --origin "$origin" --keys "$TMP/keys" \
	    "$@"
}

fresh() {
	rm -rf "$TMP/pub"
	cp -r "$TMP/good" "$TMP/pub"
}

# attack NAME ERE [OPTION]...: what stands in $TMP/pub must be TAMPERED.
attack() {
	attack_name=$1 attack_like=$2
	shift 2
	chain "$@"
	verdict_is TAMPERED "$attack_name"
	like "$stdout" "^problem: .*$attack_like" "$attack_name: says why"
	fresh
}

# --- What holds
fresh
chain
verdict_is VALID 'the worked examples'
like "$stdout" '^checked: 4 seals$' 'seals are counted'
like "$stdout" '^checked: 5 leaves$' 'leaves are counted'
like "$stdout" '^checked: 5 records$' 'records are counted'
like "$stdout" '^checked: 4 signatures$' 'signatures are counted'
like "$stdout" "^note: head $head\$" 'the head is printed'
like "$stdout" '^not checked: whether newer seals were cut off' \
    'without a head it says what that means'
chain --head "$head"
verdict_is VALID 'with its head'
unlike "$stdout" 'cut off' 'the head settles that'
chain --head "2:$(sha256sum <"$TMP/pub/000002.seal" | cut -c 1-64)"
verdict_is VALID 'with an older head'
rm "$TMP"/pub/*.devices
chain
verdict_is VALID 'without the private devices'
like "$stdout" '^not checked: the devices of 4 seals' 'and it says so'
rm "$TMP"/pub/*.records
chain
verdict_is VALID 'without the private records'
like "$stdout" '^not checked: the records of 4 seals' 'and it says so'
chain --json
is "$(printf '%s' "$stdout" | jq -r '.verdict, .checked.leaves')" "VALID
5" 'JSON'
fresh

# A day without a seal is no fault, and is listed.
rm "$TMP"/pub/000003* "$TMP"/pub/000004*
prev=$(sha256sum <"$TMP/pub/000002.seal" | cut -c 1-64)
sed "s/^date .*/date 2026-02-06/; s/^prev .*/prev $prev/" \
    "$TMP/good/000003.seal" >"$TMP/pub/000003.seal"
sign "$TMP/pub/000003.seal"
: >"$TMP/pub/000003.leaves"
chain
verdict_is VALID 'days without a seal'
like "$stdout" '^note: no seal for 2026-02-03 to 2026-02-05$' 'are listed'
fresh

# --- Attacks without the key
sed -i 's/^records 1/records 2/' "$TMP/pub/000001.seal"
attack 'a seal edited' 'not signed'
sed -i 's/$/\r/' "$TMP/pub/000004.seal"
attack 'a seal with CRLF' 'malformed'
cp "$TMP/pub/000001.seal.sig" "$TMP/pub/000002.seal.sig"
attack 'the signature of another seal' 'not signed'
sign "$TMP/pub/000003.seal" other
attack 'signed by another key' 'seal 3: .*not signed'
printf 'x' >>"$TMP/pub/000003.seal.sig"
attack 'a byte after a signature' 'not signed'
printf '\0' >>"$TMP/pub/000003.seal.sig"
attack 'a NUL after a signature' 'not signed'
rm "$TMP/pub/000002.seal"*
attack 'a seal in the middle removed' 'seal 2 is missing'
rm "$TMP/pub/000001.seal"* "$TMP/pub/000002.seal"*
attack 'the first seals removed' 'seals 1 to 2 are missing'
rm "$TMP"/pub/000004*
attack 'the newest seal cut off' 'known from elsewhere' --head "$head"
rm "$TMP"/pub/*
attack 'all seals removed' 'there is no seal' --head "$head"
mv "$TMP/pub/000002.seal" "$TMP/x"
mv "$TMP/pub/000003.seal" "$TMP/pub/000002.seal"
mv "$TMP/x" "$TMP/pub/000003.seal"
attack 'two seals swapped' 'another number'
for part in seal seal.sig leaves records; do
	cp "$TMP/pub/000004.$part" "$TMP/pub/000005.$part"
done
attack 'a seal replayed under the next number' 'another number'
sed -i 's/^f/0/; t; s/^./f/' "$TMP/pub/000002.leaves"
attack 'a leaf changed' 'seal 2: its leaves'
sed -i 1d "$TMP/pub/000002.leaves"
attack 'a leaf removed' 'leaves are malformed'
cat "$TMP/pub/000001.leaves" >>"$TMP/pub/000002.leaves"
attack 'a leaf added' 'leaves are malformed'
sort -r -o "$TMP/pub/000002.leaves" "$TMP/pub/000002.leaves"
attack 'leaves in another order' 'another root'
sed -i 's/"total_impressions":120/"total_impressions":121/' \
    "$TMP/pub/000001.records"
attack 'a record changed' 'a record has another leaf'
sed -i 's/123456Z/123457Z/' "$TMP/pub/000001.records"
attack 'a microsecond' 'a record has another leaf'
sed -i 2d "$TMP/pub/000002.records"
attack 'a record removed' 'seal 2: '
tac "$TMP/good/000002.records" >"$TMP/pub/000002.records"
attack 'records swapped' 'a record has another leaf'
head -n 1 "$TMP/good/000001.records" >>"$TMP/pub/000002.records"
attack 'a record added' 'another number'
sed -i '2s/ 7 105$/ 7 106/' "$TMP/pub/000002.devices"
attack 'a device changed' 'seal 2: .*not those it was sealed with'
sed -i 2d "$TMP/pub/000002.devices"
attack 'a device removed' 'seal 2: .*not those it was sealed with'
sed -i 2p "$TMP/pub/000002.devices"
attack 'a device twice' 'seal 2: .*not those it was sealed with'
cat "$TMP/good/000001.devices" >>"$TMP/pub/000002.devices"
attack 'devices of another record added' 'seal 2: .*more records'
cp "$TMP/good/000001.devices" "$TMP/pub/000002.devices"
attack 'devices of another seal' 'seal 2: .*are missing'
head -n 2 "$TMP/good/000002.devices" >"$TMP/pub/000002.devices"
attack 'devices cut short' 'seal 2: .*do not end'
truncate -s 5G "$TMP/pub/000002.devices"
attack 'devices inflated' 'seal 2: .*too many'
: >"$TMP/pub/000002.devices"
attack 'devices emptied' 'seal 2: .*are missing'
truncate -s -1 "$TMP/pub/000002.records"
attack 'a newline missing' 'malformed'
head -c 100000 /dev/zero >"$TMP/pub/000002.seal"
attack 'a seal inflated' 'seal 2: seal is malformed'

# --- Attacks with the key: history rewritten and signed
forge 1 's/^sealed .*/sealed 2026-02-02T00:10:11Z/'
chain
verdict_is VALID 'a history rewritten with the key verifies by itself'
attack 'but not for who knows a seal' 'known from elsewhere' --head "$head"
forge 2 's/^sealed .*/sealed 2026-02-02T00:00:00Z/'
attack 'a seal older than the one before' 'older'
forge 3 's/^date .*/date 2026-02-02/'
attack 'a day sealed twice' 'sealed twice'
forge 2 's/^origin .*/origin retail.example\/pop2/'
attack 'another origin' 'another origin'
forge 1 's/^prev 0/prev 1/'
attack 'a first seal that continues something' 'does not continue'
sed -i 's/^prev 0/prev 1/; s/^prev 3/prev 4/' "$TMP/pub/000002.seal"
sign "$TMP/pub/000002.seal"
attack 'a seal that does not continue the one before' 'does not continue'
forge_record 4 's/"revision":1/"revision":2/'
attack 'a correction out of turn' 'out of turn'
forge_record 4 's/"supersedes":"5/"supersedes":"6/'
attack 'a correction of something else' 'does not supersede'
forge_record 4 's/"date":"2026-02-02"/"date":"2026-02-09"/'
attack 'a correction of a day without a seal' 'day without a seal'
forge 4 's/^kind .*/kind day/'
attack 'a correction in the seal of a day' 'other kind'
forge_record 1 's/"date":"2026-02-01"/"date":"2026-02-02"/'
attack 'a record in the seal of another day' 'another day'
forge_record 1 's/"time_zone":"UTC"/"time_zone":"Asia\/Tokyo"/'
attack 'a record of another zone than its seal' 'another zone'
forge_record 1 's/"v":1/"v":1,"w":1/'
attack 'a record that is not canonical' 'not canonical'

# All seals are of another origin, and the keys would sign for anyone.
cp "$TMP/keys" "$TMP/ours"
sed "s|^$origin |* |" "$TMP/ours" >"$TMP/keys"
sed -i 's/^origin .*/origin other.example/' "$TMP"/pub/*.seal
forge 1 ''
attack 'all seals of another origin' 'of another origin'
mv "$TMP/ours" "$TMP/keys"

# --- What is not there
rm "$TMP/pub/000004.seal.sig"
chain
verdict_is INCOMPLETE 'no signature'
fresh
rm "$TMP/pub/000002.leaves"
chain
verdict_is INCOMPLETE 'no leaves'
fresh
rm "$TMP/pub/000004.seal"
chain
verdict_is INCOMPLETE 'parts of a seal that is not there'
rm "$TMP"/pub/*
chain
verdict_is INCOMPLETE 'an empty directory'
fresh

# --- Without keys only a known seal vouches
unsigned() {
	run "$verify" chain "$TMP/pub" --origin "$origin" --unsigned "$@"
}
unsigned
verdict_is INCOMPLETE 'unsigned, without a head'
unsigned --head "$head"
verdict_is VALID 'unsigned, the head is known'
like "$stdout" '^not checked: signatures$' 'and it says so'
unsigned --head "2:$(sha256sum <"$TMP/pub/000002.seal" | cut -c 1-64)"
verdict_is INCOMPLETE 'unsigned, a head that is not the last'

# --- A state file remembers
state=$TMP/state
chain --state "$state"
verdict_is VALID 'a first run'
is "$(cat "$state")" "$head" 'the state is the head'
chain --state "$state"
verdict_is VALID 'a second run'
rm "$TMP"/pub/000004*
attack 'cut off since' 'known from elsewhere' --state "$state"
is "$(cat "$state")" "$head" 'what is not VALID is not remembered'
echo '4:x' >"$state"
fails 78 'does not hold SEQ:HASH' 'a broken state file' "$verify" chain \
    "$TMP/pub" --origin "$origin" --keys "$TMP/keys" --state "$state"

# --- Usage
fails 78 'cannot open directory' 'no such directory' "$verify" chain \
    "$TMP/nothing" --origin "$origin" --keys "$TMP/keys"
fails 64 'exclude' 'head and state' "$verify" chain "$TMP/pub" \
    --origin "$origin" --keys "$TMP/keys" --head "$head" --state "$state"
fails 64 'exclude' 'keys and unsigned' "$verify" chain "$TMP/pub" \
    --origin "$origin" --keys "$TMP/keys" --unsigned
fails 64 '--head must be' 'a malformed head' "$verify" chain "$TMP/pub" \
    --origin "$origin" --keys "$TMP/keys" --head "$head"0

done_testing
