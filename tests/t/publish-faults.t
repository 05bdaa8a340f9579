#!/bin/sh
# The publication directory: killed at every step, full disks, wrong keys,
# files that are there already.  After each a plain rerun gives the same bytes.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

make_key key
make_key other
allow key
vectors=tests/fixtures/vectors
pub=$TMP/pub

publish() {
	run "$audit/publish_vectors" "$@"
}

fresh() {
	rm -rf "$pub" "$TMP/hooked"
	mkdir "$pub"
}

# listing DIR: names, modes and bytes.
listing() {
	(
		cd "$1" || exit
		stat -c '%n %a' -- * .[!.]* 2>/dev/null
		sha256sum -- * .[!.]* 2>/dev/null
	)
}

chain_is_valid() {
	run "$verify" chain "$pub" --origin "$origin" --keys "$TMP/keys" \
	    --head "$head"
	verdict_is VALID "$1"
}

# --- The plain way
fresh
POP_POINTS=1 publish -k "$TMP/key" -h "echo \"\$POP_SEAL_SEQ \$POP_SEAL\" \
>>$TMP/hooked" "$pub" "$vectors" 4
exits 0 'four seals'
steps=$(printf '%s\n' "$stderr" | wc -l)
sign_step=$(printf '%s\n' "$stderr" | sed -n 's/ sign$//p' | head -n 1)
wanted=$(listing "$pub")
head=4:$(sha256sum <"$pub/000004.seal" | cut -c 1-64)
ok 'every step has a name' [ "$steps" -gt 50 ]
chain_is_valid 'they verify'
is "$(cat "$TMP/hooked")" "4 $pub/000004.seal" 'the hook ran once'
ok 'seals are the worked examples' cmp "$pub/000002.seal" \
    "$vectors/000002.seal"
ok 'leaves are the worked examples' cmp "$pub/000002.leaves" \
    "$vectors/000002.leaves"
ok 'records are the worked examples' cmp "$pub/000002.records" \
    "$vectors/000002.records"
ok 'devices are the worked examples' cmp "$pub/000002.devices" \
    "$vectors/000002.devices"
is "$(stat -c %a "$pub/000002.records" "$pub/000002.devices" \
    "$pub/000002.seal" | tr '\n' ' ')" '600 600 644 ' 'records are private, seals are public'
ok 'allowed_signers are made of the key' cmp "$pub/allowed_signers" "$TMP/keys"
publish -k "$TMP/key" -h 'exit 9' "$pub" "$vectors" 4
exits 0 'again: nothing to do, and no hook'
is "$(listing "$pub")" "$wanted" 'again: the same bytes'

# --- Killed at each step, then run again
at=1
different=0 unkilled=0 unhooked=0
while [ $at -le "$steps" ]; do
	fresh
	POP_KILL_AT=$at publish -k "$TMP/key" -h "echo >>$TMP/hooked" \
	    "$pub" "$vectors" 4
	[ "$status" -eq 137 ] || unkilled=$((unkilled + 1))
	publish -k "$TMP/key" -h "echo >>$TMP/hooked" "$pub" "$vectors" 4
	if [ "$status" -ne 0 ] || [ "$(listing "$pub")" != "$wanted" ]; then
		different=$((different + 1))
		diag "killed at step $at: $status $stderr"
	fi
	[ -s "$TMP/hooked" ] || unhooked=$((unhooked + 1))
	at=$((at + 1))
done
is $unkilled 0 "$steps runs killed, one at each step"
is $different 0 'every rerun gives the same bytes'
is $unhooked 0 'the hook is never lost'
chain_is_valid 'and they verify'

# What is there after a kill is never more than what was signed and linked.
fresh
POP_KILL_AT=$sign_step publish -k "$TMP/key" "$pub" "$vectors" 4
run "$verify" chain "$pub" --origin "$origin" --keys "$TMP/keys"
verdict_is INCOMPLETE 'killed between a seal and its signature'

# --- A full disk
fresh
run sh -c 'trap "" XFSZ; ulimit -f 4; exec "$@"' sh \
    "$audit/publish_vectors" -k "$TMP/key" "$pub" "$vectors" 4
exits 1 'a full disk'
like "$stderr" '^kind 5: cannot write' 'is for later'
is "$(cd "$pub" && echo 000002*)" '000002*' 'leaves nothing half written'
publish -k "$TMP/key" "$pub" "$vectors" 4
exits 0 'with room again'
is "$(listing "$pub")" "$wanted" 'the same bytes'

if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	fresh
	# shellcheck disable=SC2016 # for the shell within
	run unshare -m sh -c 'mount -t tmpfs -o size=8k tmpfs "$1" || exit 99
	"$2" -k "$3" "$1" "$4" 4; status=$?
	cp -r "$1" "$1.copy"
	exit $status' sh "$pub" "$audit/publish_vectors" "$TMP/key" "$vectors"
	if [ "$status" -eq 99 ]; then
		note 'no tmpfs can be mounted here'
	else
		exits 1 'a full file system'
		like "$stderr" '^kind 5: cannot' 'is for later, too'
		cp -r "$pub.copy/." "$pub"
		publish -k "$TMP/key" "$pub" "$vectors" 4
		is "$(listing "$pub")" "$wanted" 'and gives the same bytes'
	fi
fi

# --- Two at once
fresh
run flock "$pub" "$audit/publish_vectors" "$pub" "$vectors" 4
exits 1 'two at once'
like "$stderr" '^kind 5: cannot lock' 'the second is told so'
is "$(ls -A "$pub")" '' 'and writes nothing'

# --- What is there already is never replaced
for part in records devices leaves; do
	fresh
	cp "$vectors/000001.seal" "$pub/000001.$part"
	publish -k "$TMP/key" "$pub" "$vectors" 1
	exits 1 "another file as $part"
	like "$stderr" '^kind 2: .*other bytes' 'is refused'
	ok 'and stays' cmp "$vectors/000001.seal" "$pub/000001.$part"
	is "$(cd "$pub" && echo *.sig)" '*.sig' 'and nothing is signed'
done
fresh
publish "$pub" "$vectors" 2
sed -i 's/sealed 2026-02-03T00:10:02Z/sealed 2026-02-03T00:10:03Z/' \
    "$pub/000002.seal"
publish "$pub" "$vectors" 2
exits 1 'a published seal changed'
like "$stderr" '^kind 2: published another seal' 'is refused'
fresh
publish "$pub" "$vectors" 3
publish "$pub" "$vectors" 2
exits 1 'data behind what is published'
like "$stderr" '^kind 2: published ahead' 'is refused'

# --- Data that does not hold together is not published
mkdir "$TMP/broken"
cp "$vectors"/0000* "$TMP/broken"
sed -i 's/"v":1/"v":2/' "$TMP/broken/000002.records"
fresh
publish -k "$TMP/key" "$pub" "$TMP/broken" 2
exits 1 'records of another root'
like "$stderr" '^kind 2: the records are not those of seal 2' 'are refused'
is "$(cd "$pub" && echo 000002*)" '000002*' 'and nothing is written'
fresh
publish -o other.example "$pub" "$vectors" 1
exits 1 'another origin'
like "$stderr" '^kind 6: .*origin' 'is refused'

# --- Without a key, later with one
fresh
publish "$pub" "$vectors" 3
exits 0 'unsigned'
run "$verify" chain "$pub" --origin "$origin" --unsigned \
    --head "3:$(sha256sum <"$pub/000003.seal" | cut -c 1-64)"
verdict_is VALID 'and verified by its head'
publish -k "$TMP/key" "$pub" "$vectors" 4
exits 0 'a key from then on'
is "$(listing "$pub")" "$wanted" 'signs what is there'

# --- Keys that are not right
fresh
cp "$TMP/keys" "$pub/allowed_signers"
publish -k "$TMP/other" "$pub" "$vectors" 1
exits 1 'a key that is not allowed'
like "$stderr" '^kind 6: .*does not allow the signing key' 'is refused'
is "$(cd "$pub" && echo *.sig)" '*.sig' 'and its signature is not published'
publish -k "$TMP/key" "$pub" "$vectors" 4
exits 0 'with the right key it goes on'
is "$(listing "$pub")" "$wanted" 'to the same bytes'
fresh
ssh-keygen -q -t ed25519 -N secret -C locked -f "$TMP/locked"
publish -k "$TMP/locked" "$pub" "$vectors" 1
exits 1 'a key with a passphrase'
like "$stderr" '^kind 6: .*cannot read key' 'does not wait for a person'
publish -k "$TMP/nothing" "$pub" "$vectors" 1
exits 1 'no key'

# --- A hook that fails is tried again
fresh
publish -h 'exit 3' "$pub" "$vectors" 4
exits 1 'a failing hook'
like "$stderr" '^kind 6: the hook failed with exit status 3' 'is told'
ok 'the seals are published' [ -f "$pub/000004.seal" ]
publish -h "echo \$POP_SEAL_SEQ \$POP_PUBLISH_DIR >$TMP/hooked" "$pub" \
    "$vectors" 4
exits 0 'the next run'
is "$(cat "$TMP/hooked")" "4 $pub" 'calls it again'
rm "$TMP/hooked"
publish -h "echo >$TMP/hooked" "$pub" "$vectors" 4
not_ok 'and then no more' [ -e "$TMP/hooked" ]

fresh
rmdir "$pub"
publish "$pub" "$vectors" 4
exits 1 'no directory'
like "$stderr" '^kind 6: cannot open directory' 'is configuration'

done_testing
