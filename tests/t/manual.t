#!/bin/sh
#
# Every option of --help stands in the manual page and in the completion, and
# the other way round, and the program knows it.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# Names of long options, one a line, without the two hyphens.
in_help() {
	"$POP_BUILD/$1" --help | grep -oE '(^| )--[a-z][a-z-]+' |
	    sed 's/.*--//' | sort -u
}

in_manual() {
	grep -oE 'Fl -[a-z][a-z-]+' "docs/$1.8" | sed 's/Fl -//' | sort -u
}

in_completion() {
	sed -n "/options='/,/'\$/p" "docs/$1.bash-completion" |
	    grep -oE -e '--[a-z][a-z-]+' | sed 's/--//' | sort -u
}

check_program() {
	program=$1
	help=$(in_help "$program")
	isnt "$help" "" "$program --help has options"
	is "$(in_manual "$program")" "$help" \
	    "the manual of $program has the options of --help"
	is "$(in_completion "$program")" "$help" \
	    "the completion of $program has the options of --help"
	for option in $help; do
		run "$POP_BUILD/$program" "--$option" x --frobnicate
		unlike "$stderr" "option ['\"]--${option}['\"]" "it knows --$option"
	done
}

check_program pop-aggregate
check_program pop-verify

if command -v bash >/dev/null; then
	run bash -c '. docs/pop-aggregate.bash-completion
		COMP_WORDS=(pop-aggregate --da) COMP_CWORD=1
		_pop_aggregate; printf "%s " "${COMPREPLY[@]}"'
	is "$stdout" "--date --days-ago " "bash completes --da"
fi

done_testing
