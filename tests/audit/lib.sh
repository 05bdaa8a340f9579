# shellcheck shell=sh
# Helpers for the tests of seals and proofs, after tests/lib.sh.
#
#	make_key NAME            an ed25519 key $TMP/NAME
#	allow KEY [OPTION]       adds it to $TMP/keys for our origin
#	make_publication DIR     the worked examples, signed with $TMP/key
#	sign FILE [KEY]          FILE.sig
#	forge SEQ SCRIPT         a seal of $TMP/pub edited with the key
#	forge_record SEQ SCRIPT  the only record of a seal, likewise
#	verdict_is VERDICT NAME  of the last run: first line and exit status

# shellcheck disable=SC2034 # for the tests
origin=retail.example/pop
verify=$POP_BUILD/pop-verify
audit=$POP_BUILD/tests/audit

make_key() {
	ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$TMP/$1"
}

allow() {
	allow_option=namespaces=\"pop-seal\"
	[ $# -lt 2 ] || allow_option=$allow_option,$2
	echo "$origin $allow_option $(cut -d' ' -f1,2 "$TMP/$1.pub")" >>"$TMP/keys"
}

sign() {
	rm -f "$1.sig"
	ssh-keygen -q -Y sign -n pop-seal -f "$TMP/${2:-key}" "$1" 2>/dev/null
}

make_publication() {
	rm -rf "$1"
	mkdir "$1"
	cp tests/fixtures/vectors/*.seal tests/fixtures/vectors/*.leaves \
	    tests/fixtures/vectors/*.records \
	    tests/fixtures/vectors/*.devices "$1"
	for seal in "$1"/*.seal; do
		sign "$seal"
	done
}

# forge SEQ SED-SCRIPT: edits a seal of $TMP/pub; what comes after is linked and
# signed anew, as with a stolen key.
forge() {
	sed -i "$2" "$TMP/pub/00000$1.seal"
	for forged in 1 2 3 4; do
		[ "$forged" -ge "$1" ] || continue
		if [ "$forged" -gt "$1" ]; then
			prev=$(sha256sum <"$TMP/pub/00000$((forged - 1)).seal" |
			    cut -c 1-64)
			sed -i "s/^prev .*/prev $prev/" \
			    "$TMP/pub/00000$forged.seal"
		fi
		sign "$TMP/pub/00000$forged.seal"
	done
}

# forge_record SEQ SED-SCRIPT: the same for the only record of a seal.  The
# root of a tree of one leaf is that leaf.
forge_record() {
	sed -i "$2" "$TMP/pub/00000$1.records"
	leaf=$({
		printf '\0'
		tr -d '\n' <"$TMP/pub/00000$1.records"
	} | sha256sum | cut -c 1-64)
	echo "$leaf" >"$TMP/pub/00000$1.leaves"
	rm -f "$TMP/pub/00000$1.devices"
	forge "$1" "s/^root .*/root $leaf/"
}

# shellcheck disable=SC2154 # run of tests/lib.sh sets them
verdict_is() {
	case $1 in
	VALID) verdict_status=0 ;;
	TAMPERED) verdict_status=1 ;;
	INCOMPLETE) verdict_status=3 ;;
	esac
	verdict_line=$(printf '%s\n' "$stdout" | head -n 1)
	[ "$verdict_line" = "$1" ] && [ "$status" -eq "$verdict_status" ] &&
	    [ -z "$stderr" ]
	verdict $? "$2" || diag "exit status $status, not $verdict_status
stdout: $stdout
stderr: $stderr"
}
