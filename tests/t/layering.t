#!/bin/sh
#
# The direction of the layers, and what C here does without (docs/design.md).
# A rule prints the lines that break it.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# The files that know the domain or less, and never the database.
pure="buf date err map uuid hash play policy rollup record canon merkle memory"

# Every C file of the current folder without comments, as "FILE: LINE".
read_code() {
	for file in cmd/*.[ch] lib/*.[ch] cgi-bin/*.[ch]; do
		[ -e "$file" ] || continue
		"${CC:-cc}" -w -fpreprocessed -dD -E -P -x c "$file" |
		    sed "s|^|$file: |"
	done >"$TMP/code"
}

# in_code ERE: the lines of code of the files that match
in_code() { grep -E "^$1" "$TMP/code"; }

rule() {
	case $1 in
	"cmd, cgi-bin and lib know their place")
		in_code 'cgi-bin/.*#include "cmd/'
		in_code 'cmd/.*#include "cgi-bin/'
		in_code 'lib/.*#include "(cmd|cgi-bin)/' ;;
	"includes are written from the root")
		in_code '.*#include "[^/]*"' | grep -Ev '"(queries|guard_lines).h"' ;;
	"the domain is pure")
		in_code "lib/($(echo "$pure" | tr ' ' '|'))\.[ch]:" | grep -E \
		    '#include "(queries|lib/(db|copy_reader|source|store|scan|slice|schema)\.h)' ;;
	"libpq only in lib/db*.c")
		in_code '.*#include .*libpq' | grep -v '^lib/db[a-z_]*\.[ch]:' ;;
	"cJSON only where JSON is read or made")
		in_code '.*#include .*cJSON' | grep -E \
		    "^(lib/($(echo "$pure" | tr ' ' '|' | sed 's/canon|//')|db|db_error|log|scan|source|store|aggregate|compute|seal)\.|cmd/pop-[a-z]*\.|cgi-bin/main\.)" ;;
	"the library does not read the environment")
		in_code 'lib/.*\<((secure_)?getenv|environ)\>' ;;
	"the library does not print or exit")
		in_code 'lib/.*(\<(v?f?printf|puts|fputs|putchar|perror|_?exit|abort)\(|\<std(out|err)[,)])' |
		    grep -v '^lib/log\.c:' ;;
	"no SQL in C strings")
		grep -Ei '"[^"]*(select .*from|insert into|update .* set|delete from|truncate|copy .* from )' \
		    "$TMP/code" ;;
	"no banned functions")
		in_code '.*\<(ato[il]|strtok|v?sprintf|strcpy|strcat|gets|localtime|setlocale|alloca)\(' ;;
	"no typedefs")
		in_code '.*\<typedef\>' | grep -v '__extension__ typedef' ;;
	"no file is longer than 500 lines")
		wc -l cmd/* lib/* cgi-bin/* 2>/dev/null |
		    awk '$1 > 500 && $2 != "total"' ;;
	"every file of the library has a header")
		for file in lib/*.c; do
			# canon_read.c may share canon.h
			[ -e "${file%c}h" ] || [ -e "${file%%_*}.h" ] ||
			    echo "$file"
		done ;;
	*) echo "no such rule" ;;
	esac
}

rules="cmd, cgi-bin and lib know their place
includes are written from the root
the domain is pure
libpq only in lib/db*.c
cJSON only where JSON is read or made
the library does not read the environment
the library does not print or exit
no SQL in C strings
no banned functions
no typedefs
no file is longer than 500 lines
every file of the library has a header"

each_rule() {
	while read -r name; do
		"$1" "$(rule "$name")" "" "$name$2"
	done <<-END
	$rules
	END
}

read_code
each_rule is ""

# the rules find what they look for
mkdir -p "$TMP/tree/lib" "$TMP/tree/cmd"
cd "$TMP/tree" || exit 1
cat >lib/record.c <<'END'
#include "cgi-bin/request.h"
#include "lib/db.h"
#include "date.h"
#include <libpq-fe.h>
#include <cjson/cJSON.h>
typedef int number;
void f(void) { getenv("A"); exit(atoi("1")); db("select a from b"); }
END
yes '' | head -n 501 >cmd/long.c
read_code
each_rule isnt ": a fault is found"

done_testing
