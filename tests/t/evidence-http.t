#!/bin/sh
#
# The evidence that proof-of-play.cgi serves: pop-verify and the script of
# docs/verifying.md accept it, and nothing else is served.

# shellcheck disable=SC2119,SC2154
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"
. tests/web/fetch.sh
. tests/web/seal-fixture.sh

ONE=11111111-1111-4111-8111-111111111111
TWO=22222222-2222-4222-8222-222222222222
DRAFT=33333333-3333-4333-8333-333333333333
SILENT=55555555-5555-4555-8555-555555555555
NOBODY=99999999-9999-4999-8999-999999999999
evidence() { echo "/campaigns/$1/proof-of-play/evidence?date=$2"; }
fetch() { fetch_cgi "$@"; }

# publish: what is sealed, signed, into $TMP/public
publish() {
	PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-03 \
	    --publish "$TMP/public" --sign-key "$TMP/key" --origin "$origin"
}

new_database
make_key key
mkdir "$TMP/public"
sed -n '/^<!-- check-evidence -->$/,/^```$/p' docs/verifying.md |
    sed '1,2d; $d' >"$TMP/check-evidence"

# The seals name the origin from the first one on.
psql -qX -v ON_ERROR_STOP=1 -f tests/fixtures/report.sql
publish
correct_fixture "$origin"
PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-03 \
    --publish "$TMP/public" --sign-key "$TMP/key" --origin "$origin"
allow key
POP_ACCESS=public PGUSER=pop_reader
export POP_ACCESS PGUSER

# serves TARGET NAME: a bundle, which goes to $TMP/bundle
serves() {
	fetch GET "$1"
	is "$status" 200 "$2"
	cp "$TMP/body" "$TMP/bundle"
}

# holds NAME VERDICT STATUS
holds() {
	run "$verify" evidence "$TMP/bundle" --origin "$origin" \
	    --keys "$TMP/keys"
	is "$(printf '%s\n' "$stdout" | head -n 1) $status" "$2 $3" \
	    "$1: pop-verify"
}

# holds_by_hand NAME VERDICT STATUS
holds_by_hand() {
	run sh "$TMP/check-evidence" "$TMP/bundle" "$origin" "$TMP/keys"
	is "$(printf '%s\n' "$stdout" | tail -n 1 | cut -d : -f 1) $status" \
	    "$2 $3" "$1: coreutils, jq and ssh-keygen"
}

# --- signed, from the publication directory ---------------------------------

POP_PUBLISH_DIR=$TMP/public
export POP_PUBLISH_DIR
for bundle in "$ONE 2025-03-03 a-sealed-day" "$SILENT 2025-03-03 zeros" \
    "$ONE 2025-04-01 a-corrected-day" "$TWO 2025-04-01 only-a-correction"; do
	# shellcheck disable=SC2086
	set -- $bundle
	serves "$(evidence "$1" "$2")" "$3"
	holds "$3" VALID 0
	holds_by_hand "$3" VALID 0
done
fetch GET "$(evidence $ONE 2025-04-01)"
cp "$TMP/body" "$TMP/corrected"
is "$(jq -c '[.format, (.corrections | length), .record.index, .record.size,
    (.record.path | length), (.corrections[0].signature | length > 100)]' \
    "$TMP/corrected")" '["pop-evidence/v1",2,0,2,1,true]' \
    "the bundle of a corrected day has its corrections"
fetch GET "/campaigns/$ONE/proof-of-play?date=2025-04-01"
is "$(jq -c '.corrections[-1].canonical | fromjson |
    [.id, .total_impressions, .unique_devices]' "$TMP/corrected")" \
    "$(printf '%s' "$body" | jq -c '[.record_id, .total_impressions,
	.unique_devices]')" "... whose last is what the report says"

fetch GET "$(evidence $ONE 2025-03-03)"
is "$(header content-type)" application/json "it is JSON"
is "$(header content-disposition)" \
    "attachment; filename=\"evidence-$ONE-2025-03-03.json\"" "... in a file"
is "$(header content-length)" "$(wc -c <"$TMP/body")" "... of this length"
like "$log" "evidence principal=- campaign=$ONE from=2025-03-03 .*status=200" \
    "... and has a line in the log"

# --- not a byte may change -----------------------------------------------------

cp "$TMP/body" "$TMP/good"
for change in 's/\\"total_impressions\\":6/\\"total_impressions\\":7/' \
    's/seq 1\\n/seq 2\\n/' 's/"index":0/"index":1/' 's/\(path":\["\)./\10/'; do
	sed "$change" "$TMP/good" >"$TMP/bundle"
	not_ok "it is changed by $change" cmp -s "$TMP/good" "$TMP/bundle"
	holds "$change" TAMPERED 1
	holds_by_hand "$change" TAMPERED 1
done

# --- caches and methods -------------------------------------------------------------

fetch GET "$(evidence $ONE 2025-03-03)"
etag=$(header etag)
like "$etag" '^"[0-9a-f]{32}"$' "a strong entity tag"
is "$(header cache-control)" "private, max-age=3600" "a settled day may be kept"
is "$(LC_ALL=C date -u -d "$(header last-modified)" +%FT%TZ)" \
    "$(sed -n 's/^sealed //p' "$TMP/public/000001.seal")" \
    "Last-Modified is when it was sealed"
fetch GET "$(evidence $ONE 2025-03-03)" "If-None-Match: $etag"
is "$status $(wc -c <"$TMP/body")" "304 0" "is not sent twice"
fetch HEAD "$(evidence $ONE 2025-03-03)"
is "$status $(header content-length) $(wc -c <"$TMP/body")" \
    "200 $(wc -c <"$TMP/good") 0" "HEAD has the length and no body"
fetch OPTIONS "$(evidence $ONE 2025-03-03)"
is "$status $(header allow)" "204 GET, HEAD, OPTIONS" "OPTIONS"
fetch POST "$(evidence $ONE 2025-03-03)"
is "$status $(header allow)" "405 GET, HEAD, OPTIONS" "no POST"
fetch GET "$(evidence $ONE 2025-04-01)"
is "$(header cache-control)" "private, no-cache" \
    "a corrected day is asked for again"

# --- refused ----------------------------------------------------------------------------

# refused STATUS TYPE TARGET NAME [HEADER]
refused() {
	refused_status=$1 refused_type=$2 refused_name=$4
	fetch GET "$3" ${5+"$5"}
	is "$status $(header content-type) $(printf '%s' "$body" | jq -r .type)" \
	    "$refused_status application/problem+json urn:proof-of-play:problem:$refused_type" \
	    "$refused_name"
}

fetch GET "/campaigns/$NOBODY/proof-of-play?date=2025-03-03"
unknown=$body
refused 404 campaign-unknown "$(evidence $NOBODY 2025-03-03)" "an unknown campaign"
is "$body" "$unknown" "... is the bytes of the report's"
refused 404 campaign-unknown "$(evidence $DRAFT 2025-03-03)" "a draft"
is "$body" "$unknown" "... too"
for state in "$ONE 2025-03-04 not_aggregated" "$ONE 2999-01-01 future" \
    "$TWO 2025-03-03 outside_flight"; do
	# shellcheck disable=SC2086
	set -- $state
	refused 404 no-record "$(evidence "$1" "$2")" "no record: $3"
	is "$(printf '%s' "$body" | jq -r '"\(.date) \(.state)"')" "$2 $3" \
	    "... and says so"
done
path=/campaigns/$ONE/proof-of-play/evidence
refused 400 bad-parameter "$path" "no date"
refused 400 bad-parameter "$path?date=2025-02-29" "a date that is none"
for query in "from=2025-03-03&to=2025-03-03" "date=2025-03-03&format=json" \
    "date=2025-03-03&breakdown=device"; do
	refused 400 bad-parameter "$path?$query" "$query"
done
refused 406 not-acceptable "$(evidence $ONE 2025-03-03)" "no CSV" \
    "Accept: text/csv"
refused 404 not-found "$path/?date=2025-03-03" "a slash at the end"
POP_ACCESS='' refused 403 forbidden "$(evidence $ONE 2025-03-03)" \
    "nobody without access"

PGUSER=pop_writer "$POP_BUILD/pop-access" grant pat \
    --advertiser aaaaaaaa-0000-4000-8000-000000000002 2>/dev/null
unset POP_ACCESS
POP_PRINCIPAL=REMOTE_USER REMOTE_USER=pat
export POP_PRINCIPAL REMOTE_USER
refused 404 campaign-unknown "$(evidence $ONE 2025-03-03)" \
    "another advertiser's campaign"
is "$body" "$unknown" "... is the same bytes"
fetch GET "$(evidence 44444444-4444-4444-8444-444444444444 2025-03-03)"
is "$status" 200 "one's own is served"
unset POP_PRINCIPAL REMOTE_USER
POP_ACCESS=public
export POP_ACCESS

# --- without a directory, and with half of one --------------------------------------------

unset POP_PUBLISH_DIR
for bundle in "$ONE 2025-03-03 sealed" "$ONE 2025-04-01 corrected"; do
	# shellcheck disable=SC2086
	set -- $bundle
	serves "$(evidence "$1" "$2")" "without a directory: $3"
	holds "$3" INCOMPLETE 3
	is "$(header cache-control)" "private, no-cache" \
	    "... is asked for again, for its signature"
	POP_PUBLISH_DIR=$TMP/public fetch GET "$(evidence "$1" "$2")"
	is "$(jq -c '(.record, .corrections[]).signature = null' "$TMP/bundle")" \
	    "$(printf '%s' "$body" |
		jq -c '(.record, .corrections[]).signature = null')" \
	    "... and the same but for the signature"
done
POP_PUBLISH_DIR=$TMP/public
export POP_PUBLISH_DIR
rm "$TMP/public/000001.leaves"
serves "$(evidence $ONE 2025-03-03)" "leaves that are not published are computed"
is "$(cmp "$TMP/good" "$TMP/bundle" 2>&1)" "" "... to the same bytes"
rm "$TMP/public/000001.seal.sig"
serves "$(evidence $ONE 2025-03-03)" "no signature"
holds "no signature" INCOMPLETE 3
isnt "$(header etag)" "$etag" "... and is another bundle"
POP_PUBLISH_DIR=$TMP/nowhere fetch GET "$(evidence $ONE 2025-03-03)"
is "$status" 503 "a directory that is not there"
like "$log" 'cannot open directory ".*/nowhere"' "... is in the log"
POP_PUBLISH_DIR='' fetch GET "$(evidence $ONE 2025-03-03)"
is "$status" 200 "an empty name is none"

# --- no file but those below the directory ---------------------------------------

publish
mkdir "$TMP/elsewhere"
mv "$TMP/public/000001.leaves" "$TMP/elsewhere"
ln -s ../elsewhere/000001.leaves "$TMP/public"
ln -s public "$TMP/link"
POP_PUBLISH_DIR=$TMP/link fetch GET "$(evidence $SILENT 2025-04-01)"
is "$status" 200 "the directory may be a link"
fetch GET "$(evidence $ONE 2025-03-03)"
if [ "$POP_BUILD" = build/san ]; then
	note "the sanitizers read /proc: files are not given up"
elif ! perl -e 'exit syscall(444, 0, 0, 1) < 1'; then # its ABI
	note "this kernel has no Landlock: files are not given up"
else
	is "$status" 503 "a link out of it leads nowhere"
	like "$log" 'cannot open "000001.leaves": Permission denied' \
	    "... says the log"
fi
rm "$TMP/public/000001.leaves"
mv "$TMP/elsewhere/000001.leaves" "$TMP/public"

# --- rather nothing than something else ---------------------------------------------------

# faulty ERE NAME [CAMPAIGN DATE]
faulty() {
	fetch GET "$(evidence "${3-$ONE}" "${4-2025-03-03}")"
	is "$status $(printf '%s' "$body" | jq -r .type)" \
	    "500 urn:proof-of-play:problem:internal" "$2"
	like "$log" "$1" "... and the log says why"
	unlike "$body" 'seal|leaf|leaves' "... and the answer does not"
}

publish
cp -p "$TMP/public/000001.leaves" "$TMP/leaves"
tac "$TMP/leaves" >"$TMP/public/000001.leaves"
faulty 'the leaves are not those of seal 1' "leaves in another order"
fetch GET "$(evidence $ONE 2025-03-03)" "If-None-Match: $etag"
is "$status $(header etag)" "304 $etag" \
    "... which nobody reads for a client that has the bundle"
sed 1d "$TMP/leaves" >"$TMP/public/000001.leaves"
faulty 'list of leaves of seal 1 is malformed' "a leaf less"
sed 's/^./X/' "$TMP/leaves" >"$TMP/public/000001.leaves"
faulty 'list of leaves of seal 1 is malformed' "leaves that are none"
cp "$TMP/leaves" "$TMP/public/000001.leaves"
echo >>"$TMP/public/000001.seal.sig"
faulty 'signature of seal 1 is malformed' "a signature that is none"
rm "$TMP/public/000001.seal.sig"
sed -i 's/^sealed 2/sealed 3/' "$TMP/public/000001.seal"
faulty 'seal 1 is published with other bytes' "another seal"
rm "$TMP"/public/000001.*
publish

superuser() { PGUSER=postgres sql "$@"; }
superuser "alter table pop.proof_of_play disable trigger all"
superuser "update pop.proof_of_play set total_duration_seconds = 106
    where campaign_id = '$ONE' and date = '2025-03-03'"
faulty 'the record is not what stands in seal 1' "a record that was changed"
unset POP_PUBLISH_DIR
faulty 'the record is not what stands in seal 1|the leaves are not those' \
    "... without a directory, too"
superuser "update pop.proof_of_play set total_duration_seconds = 105
    where campaign_id = '$ONE' and date = '2025-03-03'"
serves "$(evidence $ONE 2025-03-03)" "a record that was changed back"
superuser "update pop.proof_of_play set campaign_name = 'x'
    where campaign_id = '$SILENT' and date = '2025-03-03'"
faulty 'the leaves are not those of seal 1' \
    "another campaign's record in the same seal"
POP_PUBLISH_DIR=$TMP/public
export POP_PUBLISH_DIR
serves "$(evidence $ONE 2025-03-03)" "... which published leaves make good"
holds "... which published leaves make good" VALID 0
superuser "delete from pop.proof_of_play
    where campaign_id = '$ONE' and date = '2025-03-03'"
refused 404 no-record "$(evidence $ONE 2025-03-03)" "a record that was deleted"
superuser "alter table pop.correction disable trigger all;
    alter table pop.correction_device disable trigger all;
    delete from pop.correction_device;
    delete from pop.correction where campaign_id = '$ONE' and revision = 1"
faulty 'a correction is missing' "a correction that was deleted" $ONE 2025-04-01
superuser "alter table pop.seal disable trigger all;
    delete from pop.seal where date = '2025-04-01' and kind = 'day'"
refused 404 no-seal "$(evidence $SILENT 2025-04-01)" "a day without a seal"
is "$(printf '%s' "$body" | jq -r '"\(.date) \(.state)"')" "2025-04-01 sealed" \
    "... which says which"

done_testing
