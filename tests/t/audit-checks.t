#!/bin/sh
# Each check of the verifier is removed once: some test must fail then.
# Takes minutes, so it runs in make check-audit only.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

[ "${POP_AUDIT:-fast}" = full ] || skip_all 'only in make check-audit'

# A verdict is given by a call of one of these; the text of the call is what
# a check is known by.
calls='tampered|problem|verify_problem|refuse|err_set'
files='lib/verify_evidence.c lib/verify_chain.c lib/history.c lib/seal.c'
proofs='tests/t/verify-evidence.t tests/t/verify-chain.t
	build/tests/unit/test_seal build/tests/unit/test_history'

tree=$TMP/tree
mkdir "$tree"
cp -r Makefile cmd cgi-bin lib sql tests "$tree"
cd "$tree" || exit 1

build() {
	make -s all unit >"$TMP/made" 2>&1
}

# shellcheck disable=SC2086,SC2317 # a list of words; called by ok
passes() {
	POP_AUDIT=fast POP_BUILD=build prove -j2 --exec '' $proofs \
	    >"$TMP/proved" 2>&1
}

# lines FILE: of its checks.
lines() {
	grep -nE "^[[:space:]].*\b($calls)\(" "$1" |
	    grep -vE 'ERR_(INTERNAL|CONFIG|USAGE)' | cut -d : -f 1
}

ok 'the tree builds' build
ok 'the tests pass with every check' passes

for file in $files; do
	cp "$file" "$TMP/original"
	for line in $(lines "$file"); do
		what=$(sed -n "$line,$((line + 2))p" "$file" | tr -d '\n\t' |
		    grep -oE '"[^"]*"' | head -n 1)
		{
			echo '#define REMOVED(...) (0)'
			sed -E "${line}s/\b($calls)\(/REMOVED(/" "$TMP/original"
		} >"$file"
		name="${file##*/}:$line $what"
		if build; then
			not_ok "without $name a test fails" passes
		else
			ok "without $name it does not build" false
			sed 's/^/# /' "$TMP/made" >&2
		fi
	done
	cp "$TMP/original" "$file"
done

done_testing
