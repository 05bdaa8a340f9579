# shellcheck shell=sh disable=SC2030,SC2031,SC2034
# Two ways to ask the same question; both set $status (of HTTP), $headers (a
# line each, names in lower case, no CR), $body and, when there is one, $log.
#
#	fetch_cgi METHOD TARGET [HEADER: VALUE...]   the program, by variables
#	fetch_http METHOD TARGET [HEADER: VALUE...]  curl, through $POP_URL
#	compare_with_program ...                     after fetch_http: both agree
#
# TARGET is what follows /api/v1.  header NAME [FILE] prints a header's value.

fetch_cgi() {
	fetch_method=$1 fetch_target=$2
	shift 2
	fetch_query=
	case $fetch_target in
	*\?*) fetch_query=${fetch_target#*\?} ;;
	esac
	(
		export REQUEST_METHOD="$fetch_method" QUERY_STRING="$fetch_query"
		export PATH_INFO="${fetch_target%%\?*}"
		for fetch_header in "$@"; do
			fetch_name=$(printf '%s' "${fetch_header%%:*}" |
			    tr 'a-z-' 'A-Z_')
			export "HTTP_$fetch_name=${fetch_header#*: }"
		done
		exec "$POP_BUILD/proof-of-play.cgi" </dev/null
	) >"$TMP/answer" 2>"$TMP/log"
	sed -e 's/\r$//' -e '/^$/q' "$TMP/answer" |
	    sed -e '/^$/d' -e 's/^[^:]*:/\L&/' >"$TMP/headers"
	sed -e '1,/^\r$/d' "$TMP/answer" >"$TMP/body"
	headers=$(cat "$TMP/headers")
	body=$(cat "$TMP/body")
	log=$(cat "$TMP/log")
	status=$(header status | cut -c 1-3)
}

fetch_http() {
	fetch_method=$1 fetch_target=$2
	shift 2
	for fetch_header in "$@"; do
		set -- "$@" -H "$fetch_header"
		shift
	done
	case $fetch_method in
	HEAD) set -- "$@" --head ;;
	P*) set -- "$@" -X "$fetch_method" -H "Content-Length: 0" ;;
	*) set -- "$@" -X "$fetch_method" ;;
	esac
	: >"$TMP/body"
	curl -s --globoff --path-as-is --max-time 60 -D "$TMP/answer" \
	    -o "$TMP/body" "$@" "$POP_URL$fetch_target" || return 1
	[ "$fetch_method" != HEAD ] || : >"$TMP/body"
	sed -e 's/\r$//' -e '/^$/d' -e 's/^[^:]*:/\L&/' "$TMP/answer" \
	    >"$TMP/headers"
	headers=$(cat "$TMP/headers")
	body=$(cat "$TMP/body")
	status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$TMP/answer")
}

# compare_with_program METHOD TARGET [HEADER: VALUE...]: asks the program by
# variables what fetch_http has just asked the server.  When the server has
# asked the program at all, status, body and headers must be the same; counts
# $compared, and what differs is in $TMP/differences.
compare_with_program() {
	[ -n "$(header x-request-id)" ] || return 0
	compared=$((${compared:-0} + 1))
	mkdir -p "$TMP/twin"
	cp "$TMP/body" "$TMP/headers" "$TMP/twin"
	echo "$status" >"$TMP/twin/status"
	(
		twin=$TMP/twin TMP=$TMP/twin/program
		mkdir -p "$TMP"
		UNIQUE_ID=$(header x-request-id "$twin/headers")
		export UNIQUE_ID
		fetch_cgi "$@"
		[ "$1" != HEAD ] || : >"$TMP/body"
		{
			[ "$status" = "$(cat "$twin/status")" ] || echo status
			comparable_headers "$TMP" >"$TMP/a"
			comparable_headers "$twin" | diff "$TMP/a" -
			cmp "$TMP/body" "$twin/body"
		} >"$TMP/difference" 2>&1
		[ ! -s "$TMP/difference" ] || {
			echo "$*"
			cat "$TMP/difference"
		}
	) >>"$TMP/differences"
}

# All that the program sets, in any order.
comparable_headers() {
	grep -E "^(content-(type|length|disposition)|etag|cache-control|\
last-modified|vary|link|allow|www-authenticate|retry-after|\
x-content-type-options|x-request-id):" \
	    "$1/headers" | sort
}

header() {
	sed -n "s/^$1: //p" "${2-$TMP/headers}"
}
