# shellcheck shell=sh
# The requests of wire.txt, as they are, to the program or to the server that
# runs it, $SERVER.  Sourced with lib.sh loaded, the fixture report.sql sealed,
# and POP_ACCESS=public.

wire_begun=$tests
tests/web/wire "$SERVER" tests/web/wire.txt >"$TMP/wire"
while IFS='	' read -r wire_got wire_expected wire_name; do
	like "$wire_got" "^$(printf '%s' "$wire_expected" |
	    sed 's/\([!45]\)xx$/\1[0-9][0-9]/')\$" "$wire_name"
done <"$TMP/wire"
isnt "$tests" "$wire_begun" "the table was read"
