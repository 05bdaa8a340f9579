#!/bin/sh
#
# pop-access, and what proof-of-play.cgi makes of it.

# shellcheck disable=SC1003,SC2034,SC2086,SC2119,SC2154,SC2317
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/fetch.sh
. tests/web/seal-fixture.sh

ADVERTISER=aaaaaaaa-0000-4000-8000-000000000001
OTHER=aaaaaaaa-0000-4000-8000-000000000002

access() { "$POP_BUILD/pop-access" "$@"; }

new_database
seal_fixture

# --- the program ----------------------------------------------------------

succeeds "--help" access --help
like "$stdout" '^Usage:' "... prints the usage"
succeeds "--version" access --version
like "$stdout" '^pop-access [0-9]+\.[0-9]+' "... prints the version"
fails 64 'no command' "no command" access
fails 64 'no command "x"' "an unknown command" access x
fails 64 'grant takes one argument' "grant nobody" access grant
fails 64 'grant takes one argument' "grant two" access grant a b --all
fails 64 'either --advertiser or --all' "grant nothing" access grant a
fails 64 'either --advertiser or --all' "grant twice" \
    access grant a --all --advertiser $OTHER
fails 64 'must be a UUID' "grant a malformed advertiser" \
    access grant a --advertiser 1
fails 64 'does not take that option' "grant days" \
    access grant a --all --days 1
fails 64 'does not take that option' "list a note" access list --note x
fails 64 'principal has 1 to 256 bytes' "an empty principal" \
    access grant "" --all
fails 64 'no control characters' "a principal of two lines" \
    access grant "$(printf 'a\nb')" --all
fails 64 'from 1 to 3650' "a token for no days" access create-token a --days 0
fails 64 'from 1 to 3650' "a token for ever" access create-token a --days 3651
fails 64 'is a UUID' "revoke no id" access revoke-token x
fails 64 'cannot revoke token 9{8}-.*: there is no such token' \
    "revoke an unknown token" \
    access revoke-token 99999999-9999-4999-8999-999999999999
fails 64 'has no such grant' "deny what was not granted" \
    access deny pat --all
fails 69 'could not connect' "no database" env PGHOST=/nowhere \
    "$POP_BUILD/pop-access" list
fails 78 'no proof-of-play schema' "no schema" env PGDATABASE=postgres \
    "$POP_BUILD/pop-access" list

succeeds "grant" access grant pat --advertiser $ADVERTISER --note "order	7"
succeeds "grant all" access grant max --all
succeeds "list" access list
is "$(printf '%s\n' "$stdout" | cut -f 1,2,4)" \
    "principal	advertiser	note
max	all	
pat	$ADVERTISER	order?7" "... shows both, and steers no terminal"
succeeds "list one" access list max
is "$(printf '%s\n' "$stdout" | sed 1d | cut -f 1)" max "... shows that one"
succeeds "deny" access deny pat --advertiser $ADVERTISER
is "$(access list | sed 1d | cut -f 1)" max "what is taken back is gone"
is "$(sql "select count(*) from pop.access where principal = 'pat'")" 2 \
    "but its history is not"
fails 64 'has no such grant' "deny again" \
    access deny pat --advertiser $ADVERTISER
succeeds "grant again" access grant pat --advertiser $ADVERTISER
is "$(access list pat | sed 1d | cut -f 2)" "$ADVERTISER" "... holds"

run access create-token pat --days 7 --note "billing"
exits 0 "a token"
token=$stdout
like "$token" '^pop_[A-Za-z0-9_-]{43}$' "... is printed"
like "$stderr" 'valid for 7 days; it is shown only this once' "... once"
id=$(sql "select id from pop.token where principal = 'pat'")
is "$(sql "select secret_sha256 = sha256('$token'),
	   expires_at - created_at from pop.token")" "t|7 days" \
    "... of which the database has the digest"
isnt "$(access create-token nil 2>/dev/null)" "$token" "no two are the same"
succeeds "list the tokens" access list-tokens pat
is "$(printf '%s\n' "$stdout" | sed 1d | cut -f 1,2,3,6)" \
    "$id	pat	valid	billing" "... shows it"
unlike "$stdout" "$token" "... without the secret"
succeeds "revoke it" access revoke-token "$id"
is "$(access list-tokens pat | sed 1d | cut -f 3)" revoked "... shows"
revoked=$(sql "select to_char(created_at at time zone 'UTC',
    'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from pop.token_revocation")
fails 64 "cannot revoke token $id: it was revoked already, at $revoked" \
    "revoke it again" access revoke-token "$id"
run access create-token pat --days 1
like "$stderr" 'valid for 1 day; it is shown' "a token for one day"
is "$(PGUSER=pop_reader access grant eve --all 2>&1 >/dev/null |
    grep -c 'read-only\|permission denied')" 1 "a reader grants nothing"

# --- the table ------------------------------------------------------------

new_database
seal_fixture
grant_fixture
PGUSER=pop_reader
fetch() { fetch_cgi "$@"; }
POP_PRINCIPAL=REMOTE_USER POP_TOKENS=on REMOTE_USER=pat
export PGUSER POP_PRINCIPAL POP_TOKENS REMOTE_USER
. tests/web/access.sh

# --- what only this way can ask -------------------------------------------

fetch GET "$(day $ONE)"
like "$log" '^proof-of-play.cgi: report principal="pat" ' \
    "the log says who read"
fetch GET "$(day $ONE)" "Authorization: Bearer $MAX"
like "$log" 'report principal="max" ' "... by token too"
pop_access grant 'a "b\' --all
REMOTE_USER='a "b\' fetch GET "$(day $ONE)"
like "$log" 'principal="a \\"b\\\\" campaign' "... and cannot be forged"

# refused STATUS LOG-ERE NAME [HEADER]
refused() {
	refused_status=$1 refused_log=$2 refused_name=$3
	shift 3
	fetch GET "$(day $ONE)" "$@"
	is "$status" "$refused_status" "$refused_name"
	like "$log" "$refused_log" "... and the log says why"
}

unset REMOTE_USER
refused 401 '' "neither name nor token"
is "$(header www-authenticate)" 'Bearer realm="proof-of-play"' \
    "... and no error of a token that was not sent"
fetch GET "$(day $ONE)" "Authorization: Bearer $PAT"
is "$status" 200 "a token does without a name"
POP_TOKENS=off refused 403 'REMOTE_USER, which POP_PRINCIPAL names, is not set' \
    "no name" "Authorization: Bearer $PAT"
REMOTE_USER='' POP_TOKENS='' refused 403 'is not set' "an empty name"
POP_TOKENS=yes refused 403 'POP_TOKENS can only be' "POP_TOKENS=yes"
POP_PRINCIPAL=HTTP_X_USER refused 403 'cannot name a header' \
    "a header the client sends" "X-User: max"
POP_PRINCIPAL='A B' refused 403 'cannot name a header' "no variable at all"
POP_ACCESS=public refused 403 'contradicts' "public and not"
REMOTE_USER=$(printf '\377') refused 403 'not plain text' "a name that is no text"
REMOTE_USER=$(printf '%0300d' 0) refused 403 'too long' "a name that is too long"
REMOTE_USER="' or true --" fetch GET "$(day $ONE)"
is "$status" 404 "a name is a value"

# whose records they are now decides, else whose they were
PGUSER=postgres sql "update public.campaigns set advertiser_id = '$OTHER'
    where id = '$ONE'"
REMOTE_USER=pat
export REMOTE_USER
sees "404 404 0" "a campaign that has gone to another advertiser"
PGUSER=postgres sql "update public.campaigns set status = 'DRAFT'
    where id = '$ONE'"
sees "200 404 1" "a campaign known by its records only"
PGUSER=postgres pop_access deny pat --advertiser $ADVERTISER
sees "404 404 0" "a grant that was taken back"

done_testing
