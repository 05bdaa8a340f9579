#!/bin/sh
#
# --recover: what a database lost comes back from the private archive, to the
# last byte, and only what was sealed.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v ssh-keygen >/dev/null || skip_all "there is no ssh-keygen"

program=$POP_BUILD/pop-aggregate
public=$TMP/public
archive=$TMP/archive
mkdir "$public"
ssh-keygen -q -t ed25519 -N '' -C pop -f "$TMP/key"

aggregate() { env PGUSER=pop_writer "$program" "$@"; }
publish() { aggregate --publish "$public" --sign-key "$TMP/key" "$@"; }
recover() { aggregate --recover "$archive" "$@"; }

# content: everything that is sealed, and the notes.
content() {
	for table in proof_of_play proof_of_play_device seal correction \
	    correction_device; do
		sql "select t::text from pop.$table t order by 1"
	done | sha256sum
}

# copy_of DATABASE: a new one becomes current.
copy_of() {
	PGDATABASE=recover_$$_$((copies = ${copies:-0} + 1))
	psql -qAtX -d postgres -v ON_ERROR_STOP=1 \
	    -c "create database $PGDATABASE template $1"
}

# lose SQL: as a superuser can.
lose() {
	{
		echo 'begin;'
		for table in proof_of_play proof_of_play_device seal \
		    correction correction_device; do
			echo "alter table pop.$table disable trigger all;"
		done
		printf '%s;\n' "$1"
		for table in proof_of_play proof_of_play_device seal \
		    correction correction_device; do
			echo "alter table pop.$table enable trigger all;"
		done
		sed -n 's/^trigger on \([^ ]*\) enabled A CREATE TRIGGER \([^ ]*\) .*/alter table \1 enable always trigger \2;/p' \
		    sql/guards.txt
		echo 'commit;'
	} | psql -qAtX -v ON_ERROR_STOP=1 >"$TMP/lost" 2>&1
}

fresh_archive() {
	rm -rf "$archive"
	cp -r "$public" "$archive"
}

# is_whole NAME: as it was, and pop-verify agrees.
is_whole() {
	is "$(content)" "$whole" "$1: every row is as it was"
	run env PGUSER=pop_reader "$POP_BUILD/pop-verify" db --dir "$public" \
	    --origin proof-of-play --keys "$public/allowed_signers"
	is "$(printf '%s\n' "$stdout" | head -n 1)" VALID "$1: it verifies"
}

# --- four nights and two corrections --------------------------------------

new_database
sql "
insert into public.stores values (md5('s')::uuid, E'Ph\\u1ed1 \"x\\\\', 'Hue');
insert into public.campaigns
select md5('c' || n)::uuid, md5('a')::uuid, 'Campaign ' || n, 'ACTIVE',
       '2026-01-01'
  from generate_series(1, 4) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  store_id, started_at, duration_seconds,
                                  status, created_at)
select gen_random_uuid(), md5('d' || n % 7)::uuid, md5('c' || n % 3 + 1)::uuid,
       md5('f')::uuid, case when n % 2 = 0 then md5('s')::uuid end, t, 15,
       'COMPLETED', t
  from generate_series(1, 30) n,
       generate_series('2026-02-01'::timestamptz, '2026-02-05', '1 hour') t;
" >/dev/null
device=$(sql "select md5('d1')::uuid")
succeeds 'two nights' publish --from 2026-02-01 --to 2026-02-02
source=$PGDATABASE
copy_of "$source"
restored=$PGDATABASE
PGDATABASE=$source
note="agreed by \"telephone\"
on Monday	\\o/"
succeeds 'a correction' publish --correct --date 2026-02-01 \
    --campaign "$(sql "select md5('c1')::uuid")" --reason dispute \
    --note "$note" --exclude-device "$device"
succeeds 'two more nights' publish --from 2026-02-03 --to 2026-02-04
succeeds 'another correction' publish --correct --date 2026-02-01 \
    --campaign "$(sql "select md5('c1')::uuid")" --reason software_error
whole=$(content)
is "$(stat -c %a "$public/000001.devices")" 600 'devices are private'
is "$(grep -c . "$public/000001.devices")" \
    $((4 + $(sql "select count(*) from pop.proof_of_play_device
                  where date = '2026-02-01'"))) \
    'a line a device and one a record'

# --- restored to an older night -------------------------------------------

PGDATABASE=$restored
fresh_archive
fails 65 'not in the database' 'a restored database is refused' \
    publish --date 2026-02-03
run recover --json
is "$stdout" '{"outcome":"recovered","seals":4,"there":2}' \
    'four seals are put back'
exits 0 'by the writer'
is_whole 'restored'
is "$(sql "select note from pop.correction where revision = 1")" "$note" \
    'with the note'
run recover --json
is "$stdout" '{"outcome":"recovered","seals":0,"there":6}' \
    'again there is nothing to do'
succeeds 'the next night' aggregate --publish "$archive" \
    --sign-key "$TMP/key" --date 2026-01-31
fresh_archive

# --- single losses --------------------------------------------------------

while IFS='~' read -r name seals lost; do
	copy_of "$source"
	ok "$name: lost" lose "$lost"
	run recover --json
	is "$stdout" "{\"outcome\":\"recovered\",\"seals\":$seals,\"there\":$((6 - seals))}" \
	    "$name: put back"
	is_whole "$name"
done <<'END'
a night in between~1~delete from pop.proof_of_play_device where date = '2026-02-02'; delete from pop.proof_of_play where date = '2026-02-02'; delete from pop.seal where seq = 2
one record~1~delete from pop.proof_of_play_device where date = '2026-02-03' and campaign_id = md5('c2')::uuid; delete from pop.proof_of_play where date = '2026-02-03' and campaign_id = md5('c2')::uuid
one record, not its devices~1~delete from pop.proof_of_play where date = '2026-02-03' and campaign_id = md5('c2')::uuid
one device~1~delete from pop.proof_of_play_device where ctid = (select min(ctid) from pop.proof_of_play_device)
a device of a correction~1~delete from pop.correction_device where ctid = (select min(ctid) from pop.correction_device)
the corrections~2~delete from pop.correction_device; delete from pop.correction; delete from pop.seal where kind = 'correction'
a seal~1~delete from pop.seal where seq = 4
all of it~6~delete from pop.correction_device; delete from pop.correction; delete from pop.proof_of_play_device; delete from pop.proof_of_play; delete from pop.seal
END

# --- what is not put back -------------------------------------------------

# refuses NAME ERE SEALS: and the SEALS before it are there.
refuses() {
	refuses_name=$1 refuses_like=$2
	run recover
	exits 65 "$refuses_name"
	like "$stderr" "$refuses_like" "$refuses_name: says why"
	is "$(sql 'select max(seq) from pop.seal')" "$3" \
	    "$refuses_name: nothing more is committed"
	is "$(sql "select count(*) from pop.proof_of_play r where not exists (
	           select from pop.seal s where s.date = r.date)")" 0 \
	    "$refuses_name: no record without its seal"
	fresh_archive
}

copy_of "$source"
ok 'three seals are lost' lose "
  delete from pop.correction_device where revision = 2;
  delete from pop.correction where revision = 2;
  delete from pop.proof_of_play_device where date >= '2026-02-03';
  delete from pop.proof_of_play where date >= '2026-02-03';
  delete from pop.seal where seq >= 4"
behind=$PGDATABASE
copy_of "$behind"

sed -i 's/"total_impressions":/"total_impressions":1/' "$archive/000005.records"
refuses 'a record of the archive changed' 'not those of seal 5' 4
copy_of "$behind"
sed -i 1d "$archive/000005.records"
refuses 'a record of the archive removed' \
    'the devices of record .* are missing' 4
copy_of "$behind"
sed -i '2s/1$/2/; 2s/[03-9]$/2/' "$archive/000004.devices"
refuses 'a device of the archive changed' 'not those it was sealed with' 3
copy_of "$behind"
sed -i 2d "$archive/000004.devices"
refuses 'a device of the archive removed' 'not those it was sealed with' 3
copy_of "$behind"
head -n 3 "$public/000004.devices" >"$archive/000004.devices"
refuses 'a file of devices cut short' 'do not end' 3
copy_of "$behind"
cat "$public/000001.devices" >>"$archive/000004.devices"
refuses 'devices of another night' 'of more records than are sealed' 3
copy_of "$behind"
rm "$archive/000004.devices"
refuses 'no file of devices' '000004.devices" is missing' 3
copy_of "$behind"
rm "$archive/000004.records"
refuses 'no file of records' '000004.records" is missing' 3
copy_of "$behind"
cp "$public/000005.seal" "$archive/000004.seal"
refuses 'a seal under another number' 'holds seal 5' 3
copy_of "$behind"
sed -i 's/^sealed 2/sealed 3/' "$archive/000003.seal"
refuses 'an archive of another chain' 'seal 3 of the archive is not' 3
copy_of "$behind"
sed -i 's/^prev f/prev 0/; t; s/^prev ./prev f/' "$archive/000004.seal"
refuses 'a seal that does not follow' 'does not follow' 3
copy_of "$behind"
sed -i 's/^date 2026-02-03/date 2026-02-08/' "$archive/000004.seal"
refuses 'a record of another day' 'does not belong to it' 3
copy_of "$behind"
rm "$archive/000004.seal"
refuses 'a gap in the archive' 'seal 5 has no seal before it' 3
copy_of "$behind"

# What is read back decides: a row that was changed is not repaired over.
lose "update pop.proof_of_play set campaign_name = 'Tea'
        where date = '2026-02-01' and campaign_id = md5('c2')::uuid;
      delete from pop.proof_of_play_device where date = '2026-02-01';
      delete from pop.proof_of_play
        where date = '2026-02-01' and campaign_id = md5('c4')::uuid"
before=$(content)
refuses 'a changed row beside a lost one' 'not those of seal 1' 3
is "$(content)" "$before" 'and the lost ones stay lost'

copy_of "$behind"
sql "begin;
     alter table public.campaigns disable trigger all;
     delete from public.campaigns where id = md5('c4')::uuid;
     alter table public.campaigns enable trigger all;
     commit"
refuses 'a campaign that was lost too' 'needs a campaign or a policy' 3

# --- who and how ----------------------------------------------------------

copy_of "$behind"
run env PGUSER=pop_reader "$program" --recover "$archive"
exits 78 'the reader cannot'
{
	echo 'begin;'
	sed '/^--/d' sql/queries/lock_run.sql
	printf '\\! PGUSER=pop_writer %s --recover %s 2>&1; echo $?\n' \
	    "$program" "$archive"
} | psql -qAtX >"$TMP/locked"
is "$(tail -n 1 "$TMP/locked")" 75 'not while a run is at work'
fails 78 'cannot open directory' 'no directory' \
    aggregate --recover "$TMP/nothing"
mkdir "$TMP/empty"
fails 65 'there is no seal' 'an empty directory' aggregate --recover "$TMP/empty"
for option in '--date 2026-02-03' "--publish $public" --status --dry-run \
    '--days-ago 3'; do
	# shellcheck disable=SC2086 # two words
	fails 64 'recover|other thing' "not with $option" \
	    aggregate --recover "$archive" $option
done
succeeds 'after all that it works' recover
is_whole 'at last'

done_testing
