#!/bin/sh
# pop-verify db: what a reader, a writer, the owner and a superuser can do to
# sealed records, and what is found of it.  The roles are refused; what the
# owner or a superuser does is detected.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/lib.sh
. "${0%/*}/../audit/lib.sh"

aggregate=$POP_BUILD/pop-aggregate
public=$TMP/public
make_key key
mkdir "$public"

# --- Four sealed, published days of three campaigns
new_database
good=$PGDATABASE
sql "
insert into public.stores (id, name, region)
select md5('s' || n)::uuid, 'Store ' || n, 'North'
  from generate_series(1, 3) n;
insert into public.campaigns
select md5('c' || n)::uuid, md5('a')::uuid, 'Campaign ' || n, 'ACTIVE',
       '2026-01-01'
  from generate_series(1, 3) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  store_id, started_at, duration_seconds,
                                  status, created_at)
select gen_random_uuid(), md5('d' || n % 5)::uuid, md5('c' || n % 3 + 1)::uuid,
       md5('f')::uuid, md5('s' || n % 3 + 1)::uuid, t, 15, 'COMPLETED', t
  from generate_series(1, 30) n,
       generate_series('2026-02-01'::timestamptz, '2026-02-05', '1 hour') t;
"
run env PGUSER=pop_writer "$aggregate" --from 2026-02-01 --to 2026-02-04 \
    --publish "$public" --sign-key "$TMP/key" --origin "$origin"
exits 0 'four days are sealed and published'
cp "$public/allowed_signers" "$TMP/keys"

verify() {
	run env PGUSER=pop_reader "$verify" db --origin "$origin" \
	    --keys "$TMP/keys" "$@"
}

# fresh: a copy of the good database; the one before goes.
fresh() {
	copied=$PGDATABASE
	PGDATABASE=audit_$$_$((copies = ${copies:-0} + 1))
	psql -qAtX -d postgres -v ON_ERROR_STOP=1 \
	    -c "create database $PGDATABASE template $good"
	[ "$copied" = "$good" ] || [ -z "$copied" ] ||
	    psql -qAtX -d postgres -c "drop database $copied"
}

# A superuser who knows the triggers, and leaves them as they were.
tables="proof_of_play proof_of_play_device seal policy"
bypass() {
	{
		echo 'begin;'
		for table in $tables; do
			echo "alter table pop.$table disable trigger all;"
		done
		printf '%s;\n' "$1"
		for table in $tables; do
			echo "alter table pop.$table enable trigger all;"
		done
		sed -n 's/^trigger on \([^ ]*\) enabled A CREATE TRIGGER \([^ ]*\) .*/alter table \1 enable always trigger \2;/p' \
		    sql/guards.txt | grep -E " pop\.($(echo "$tables" | tr ' ' '|')) "
		echo 'commit;'
	} | psql -qAtX -v ON_ERROR_STOP=1 >"$TMP/bypassed" 2>&1
}

# refused NAME SQL: by reader, writer and owner, each for its reason.
refused() {
	case $(PGUSER=pop_reader sqlstate "$2") in
	42501 | 25006) ok "$1: the reader is refused" true ;;
	*) ok "$1: the reader is refused" false ;;
	esac
	case $(PGUSER=pop_writer sqlstate "$2") in
	42501 | POP0? | 23???) ok "$1: the writer is refused" true ;;
	*) ok "$1: the writer is refused" false ;;
	esac
	case $(sqlstate "set role pop_owner; $2") in
	42501 | POP0?) ok "$1: the owner is refused" true ;;
	*) ok "$1: the owner is refused" false ;;
	esac
}

# attack NAME ERE SQL [BYPASS-SQL]: refused to roles, done by a superuser,
# found.
attack() {
	refused "$1" "$3"
	ok "$1: a superuser does it" bypass "${4:-$3}" || cat "$TMP/bypassed"
	verify --dir "$public"
	verdict_is TAMPERED "$1: is found"
	like "$stdout" "^problem: .*$2" "$1: says what"
	fresh
}

# weaken NAME ERE SQL: a guard; refused to reader and writer, found.
weaken() {
	PGUSER=pop_reader sql "$3" >"$TMP/tried" 2>&1
	PGUSER=pop_writer sql "$3" >"$TMP/tried" 2>&1
	verify --dir "$public"
	verdict_is VALID "$1: reader and writer cannot"
	sql "$3"
	verify --dir "$public"
	verdict_is TAMPERED "$1: is found"
	like "$stdout" "^problem: .*$2" "$1: says what"
	fresh
}

# --- What holds
fresh
verify --dir "$public"
verdict_is VALID 'a database and its directory'
like "$stdout" '^checked: 4 seals$' 'seals are counted'
like "$stdout" '^checked: 12 records$' 'records are counted'
like "$stdout" '^checked: 4 signatures$' 'signatures are counted'
like "$stdout" "^checked: $(grep -c . sql/guards.txt) guards\$" \
    'guards are counted'
head=$(printf '%s\n' "$stdout" | sed -n 's/^note: head //p')
verify
verdict_is VALID 'a database alone'
like "$stdout" '^not checked: whether the whole chain was rewritten' \
    'and it says what that means'
verify --head "$head"
verdict_is VALID 'with its head'
unlike "$stdout" 'chain was rewritten' 'the head settles that'
verify --json
is "$(printf '%s' "$stdout" | jq -r '.verdict, .checked.records')" 'VALID
12' 'JSON'
state=$TMP/state
verify --state "$state"
is "$(cat "$state")" "$head" 'a state file remembers the head'

# --- Rows: first, middle and last record of first, middle and last day
where() {
	case $1 in
	first) echo "(select min(campaign_id::text)::uuid from pop.proof_of_play)" ;;
	middle) echo "(select campaign_id from pop.proof_of_play order by 1 offset 5 limit 1)" ;;
	last) echo "(select max(campaign_id::text)::uuid from pop.proof_of_play)" ;;
	esac
}
for place in first middle last; do
	for date in 2026-02-01 2026-02-02 2026-02-04; do
		bypass "update pop.proof_of_play
		        set campaign_name = campaign_name || '.'
		        where date = '$date' and campaign_id = $(where $place)"
		verify
		verdict_is TAMPERED "the $place record of $date"
		fresh
	done
done

one="date = '2026-02-02' and campaign_id = $(where first)"
while IFS='~' read -r column value; do
	ok "$column can be changed" bypass \
	    "update pop.proof_of_play set $column = $value where $one" ||
	    cat "$TMP/bypassed" >&2
	verify
	verdict_is TAMPERED "$column"
	fresh
done <<'END'
id~gen_random_uuid()
advertiser_id~null
campaign_name~'Tea'
time_zone~'Europe/London'
day_start~day_start - interval '1 second'
day_end~day_end + interval '1 second'
created_at~created_at + interval '1 microsecond'
outside_flight~not outside_flight
unique_devices~unique_devices - 1
unique_stores~unique_stores + 1
total_duration_seconds~total_duration_seconds + 1
hourly_breakdown~hourly_breakdown || '{"00":4,"01":6}'
geographic_breakdown~replace(geographic_breakdown::text, 'North', 'South')::jsonb
devices_sha256~sha256('')
plays_received~plays_received + 1, plays_excluded = plays_excluded || '{"clock_ahead":1}'
END

attack 'a record changed' 'records are not those of seal 2' \
    "update pop.proof_of_play set campaign_name = 'Tea' where $one"
attack 'a record removed' 'seal 2: ' \
    "delete from pop.proof_of_play where $one" \
    "delete from pop.proof_of_play_device where $one;
     delete from pop.proof_of_play where $one"
attack 'a device changed' 'devices of campaign' \
    "update pop.proof_of_play_device set impressions = impressions + 1
     where $one"
attack 'a device removed' 'devices of campaign' \
    "delete from pop.proof_of_play_device where ctid = (
       select ctid from pop.proof_of_play_device where $one limit 1)"
attack 'a device added' 'devices of campaign' \
    "insert into pop.proof_of_play_device
     select campaign_id, date, gen_random_uuid(), store_id, 1, 1
     from pop.proof_of_play_device where $one limit 1"
attack 'a device of a record that is not there' 'devices' \
    "insert into pop.proof_of_play_device
     values (gen_random_uuid(), '2026-02-02', gen_random_uuid(), null, 1, 1)"
copy_of="select gen_random_uuid() as id, md5('x')::uuid as campaign_id, date,
  total_impressions, unique_devices, unique_stores, total_duration_seconds,
  hourly_breakdown, geographic_breakdown, created_at, advertiser_id,
  campaign_name, time_zone, day_start, day_end, policy_id, plays_received,
  plays_excluded, outside_flight, devices_sha256
  from pop.proof_of_play where $one"
attack 'a record added to a sealed day' 'seal 2: ' \
    "insert into pop.proof_of_play (id, campaign_id, date, total_impressions,
       unique_devices, unique_stores, total_duration_seconds,
       hourly_breakdown, geographic_breakdown, created_at, advertiser_id,
       campaign_name, time_zone, day_start, day_end, policy_id,
       plays_received, plays_excluded, outside_flight, devices_sha256)
     $copy_of"
attack 'two days swapped' 'seal [24]: ' \
    "update pop.proof_of_play set date = case date when '2026-02-02'
       then '2026-02-04'::date else '2026-02-02' end
     where date in ('2026-02-02', '2026-02-04')" \
    "alter table pop.proof_of_play drop constraint idx_pop_campaign_date cascade;
     drop index pop.proof_of_play_date_idx;
     update pop.proof_of_play set date = case date when '2026-02-02'
       then '2026-02-04'::date else '2026-02-02' end
     where date in ('2026-02-02', '2026-02-04')"
attack 'a policy changed' '.' \
    "update pop.policy set dedupe = false" \
    "update pop.proof_of_play set policy_id = 7 where $one"

# --- Seals
attack 'a seal changed' 'seal [23]: ' \
    "update pop.seal set body = regexp_replace(body, 'sealed 20..',
       'sealed 2030') where seq = 2"
attack 'a seal removed' 'not next in number' \
    "delete from pop.seal where seq = 2"
attack 'a seal renumbered' '.' "update pop.seal set seq = 9 where seq = 4" \
    "update pop.seal set seq = 9, body = replace(body, 'seq 4', 'seq 9')
     where seq = 4"
attack 'a day with its seal removed' 'not next in number' \
    "delete from pop.proof_of_play where date = '2026-02-02'" \
    "delete from pop.proof_of_play_device where date = '2026-02-02';
     delete from pop.proof_of_play where date = '2026-02-02';
     delete from pop.seal where seq = 2"
attack 'the newest day cut off' 'is published, but the database ends at 3' \
    "delete from pop.seal where seq = 4" \
    "delete from pop.proof_of_play_device where date = '2026-02-04';
     delete from pop.proof_of_play where date = '2026-02-04';
     delete from pop.seal where seq = 4"
bypass "delete from pop.proof_of_play_device where date = '2026-02-04';
        delete from pop.proof_of_play where date = '2026-02-04';
        delete from pop.seal where seq = 4"
verify
verdict_is VALID 'cut off, with nothing to compare'
verify --head "$head"
verdict_is TAMPERED 'cut off, but a head is known'
verify --state "$state"
verdict_is TAMPERED 'cut off since the last run'
fresh
attack 'a seal forged' '.' \
    "insert into pop.seal select seq + 1, kind, date, body from pop.seal
     where seq = 4" \
    "insert into pop.seal
     select 5, 'correction', date, replace(replace(body, 'seq 4', 'seq 5'),
       'kind day', 'kind correction') from pop.seal where seq = 4"
refused 'seals truncated' 'truncate pop.seal'

# Everything changed and sealed anew: the chain fits in itself.
bypass "update pop.proof_of_play set campaign_name = 'Tea' where $one;
        delete from pop.seal"
run env PGUSER=pop_writer "$aggregate" --date 2026-02-04 --origin "$origin"
exits 0 'a history sealed anew'
verify
verdict_is VALID 'fits in itself'
verify --head "$head"
verdict_is TAMPERED 'but not to who knows a seal'
verify --dir "$public"
verdict_is TAMPERED 'nor to what was published'
fresh

# --- Guards
trigger='refuse_change on pop.proof_of_play'
weaken 'a trigger disabled' 'guard is not there: trigger on pop.seal' \
    'alter table pop.seal disable trigger refuse_change'
weaken 'a trigger demoted' 'enabled O CREATE TRIGGER refuse_row_change' \
    'alter table pop.seal enable trigger refuse_row_change'
weaken 'all triggers disabled' 'foreign key trigger on' \
    'alter table pop.proof_of_play_device disable trigger all'
weaken 'a trigger dropped' 'guard is not there: trigger' "drop trigger $trigger"
weaken 'a trigger function emptied' 'function pop.refuse_change' \
    "create or replace function pop.refuse_change() returns trigger
     language plpgsql as 'begin return null; end'"
weaken 'a check dropped' 'guard is not there: constraint' \
    'alter table pop.seal drop constraint seal_columns_check'
weaken 'a unique index dropped' 'guard is not there: index' \
    'drop index pop.seal_day_idx'
weaken 'a not null dropped' 'guard is not there: column' \
    'alter table pop.proof_of_play alter campaign_name drop not null'
weaken 'the owner changed' 'owner postgres' \
    'alter table pop.proof_of_play owner to postgres'
weaken 'a grant to the writer' 'grant on pop.seal: UPDATE to pop_writer' \
    'grant update on pop.seal to pop_writer'
weaken 'a grant on a column' 'grant on pop.seal.body: UPDATE to public' \
    'grant update (body) on pop.seal to public'
weaken 'a rule' 'rule on pop.seal' \
    'create rule hide as on insert to pop.seal do instead nothing'
weaken 'a child table' 'child of pop.proof_of_play' \
    'create table public.more () inherits (pop.proof_of_play)'
# A child adds rows to what is read without ONLY; seals are not made of them.
sql "create table public.more () inherits (pop.proof_of_play_device);
     insert into public.more select campaign_id, date, gen_random_uuid(),
       store_id, 1, 1 from only pop.proof_of_play_device;
     grant select on public.more to pop_reader"
verify
verdict_is TAMPERED 'rows of a child table'
unlike "$stdout" '^problem: seal' 'are in no seal'
is "$(sql "select count(*) from pop.effective_device")" \
    "$(sql "select count(*) from only pop.proof_of_play_device")" \
    'nor in what holds'
fresh
weaken 'row security' 'row security policy' \
    'create policy mine on pop.seal using (true)'
weaken 'a trigger of somebody' 'not installed by the schema: trigger' \
    'create trigger mine before insert on pop.seal for each row
     execute function pop.refuse_change()'

# Roles are the server's: they are put back by hand.
psql -qX -d postgres -c 'create role audit_somebody'
cluster() {
	sql "$3"
	verify
	verdict_is TAMPERED "$1: is found"
	like "$stdout" "^problem: .*$2" "$1: says what"
	sql "$4"
}
cluster 'a member of the owner' 'member of pop_owner: audit_somebody' \
    'grant pop_owner to audit_somebody' 'revoke pop_owner from audit_somebody'
cluster 'a login for the owner' 'role pop_owner login' \
    'alter role pop_owner login' 'alter role pop_owner nologin'
cluster 'a superuser as writer' 'role pop_writer login superuser' \
    'alter role pop_writer superuser' 'alter role pop_writer nosuperuser'
cluster 'a parameter grant' \
    'parameter session_replication_role: SET to audit_somebody' \
    'grant set on parameter session_replication_role to audit_somebody' \
    'revoke set on parameter session_replication_role from audit_somebody'
cluster 'a replica by default' 'session_replication_role=replica' \
    'alter role audit_somebody set session_replication_role = replica' \
    'alter role audit_somebody reset session_replication_role'
cluster 'a reader that may write' 'default_transaction_read_only' \
    'alter role pop_reader reset default_transaction_read_only' \
    'alter role pop_reader set default_transaction_read_only = on'
psql -qX -d postgres -c 'drop role audit_somebody'
verify
verdict_is VALID 'all is put back'

# --- Directories
cp -r "$public" "$TMP/mirror"
rm "$TMP"/mirror/000004*
verify --dir "$public" --dir "$TMP/mirror"
verdict_is VALID 'a mirror that is behind'
like "$stdout" "^note: $TMP/mirror: 1 seals are not published" 'is noted'
sed -i 's/^./0/' "$TMP/mirror/000002.leaves"
verify --dir "$public" --dir "$TMP/mirror"
verdict_is TAMPERED 'a mirror that was changed'
like "$stdout" "^problem: $TMP/mirror: seal 2" 'is named'
run env PGUSER=pop_reader "$verify" db --dir "$public"
verdict_is VALID 'without keys and origin'
like "$stdout" '^not checked: signatures$' 'signatures are not checked'
like "$stdout" '^not checked: the origin$' 'nor is the origin'
run env PGUSER=pop_reader "$verify" db --origin other.example
verdict_is TAMPERED 'another origin'

# --- Corrections
campaign=$(sql "select campaign_id from pop.proof_of_play where $one")
device=$(sql "select device_id from pop.proof_of_play_device where $one limit 1")
cp -r "$public" "$TMP/corrected"
public=$TMP/corrected
run env PGUSER=pop_writer "$aggregate" --correct --date 2026-02-02 \
    --campaign "$campaign" --reason dispute --note agreed \
    --exclude-device "$device" \
    --publish "$public" --sign-key "$TMP/key" --origin "$origin"
exits 0 'a correction is made'
good=$PGDATABASE
copied=
PGDATABASE=audit_$$_$((copies = copies + 1))
psql -qAtX -d postgres -c "create database $PGDATABASE template $good"
tables="$tables correction correction_device"
verify --dir "$public"
verdict_is VALID 'a database with a correction'
like "$stdout" '^checked: 1 corrections$' 'which is counted'
attack 'a correction changed' 'seal 5: ' \
    "update pop.correction set campaign_name = 'Tea'"
attack 'a correction removed' 'seal 5: ' 'delete from pop.correction' \
    'delete from pop.correction_device; delete from pop.correction'
attack 'a correction with its seal removed' 'the database ends at 4' \
    'delete from pop.seal where seq = 5' \
    'delete from pop.correction_device; delete from pop.correction;
     delete from pop.seal where seq = 5'
attack 'a device of a correction changed' \
    'devices of campaign .* are not those of its correction' \
    'update pop.correction_device set impressions = impressions + 1'
attack 'a device of a correction removed' \
    'devices of campaign .* are not those of its correction' \
    'delete from pop.correction_device where ctid = (
       select min(ctid) from pop.correction_device)'
attack 'a device added to a correction' \
    'devices of campaign .* are not those of its correction' \
    'insert into pop.correction_device
     select campaign_id, date, revision, gen_random_uuid(), null, 1, 1
     from pop.correction_device limit 1'
attack 'a correction linked to something else' 'seal 5: ' \
    "update pop.correction set supersedes = sha256('x')"
attack 'a correction with another reason' 'seal 5: ' \
    "update pop.correction set reason = 'clock'"
attack 'a correction under another seal' 'seal 5: ' \
    'update pop.correction set seal_seq = 4'

# --- Nothing sealed, no database, usage
new_database
verify
verdict_is INCOMPLETE 'nothing is sealed'
fails 69 '.' 'no database' env PGHOST="$TMP" "$verify" db
fails 78 'cannot open directory' 'no directory' \
    env PGUSER=pop_reader PGDATABASE="$good" "$verify" db --dir "$TMP/nothing"
fails 64 'takes no arguments' 'an argument' "$verify" db x
fails 64 'unsigned is for chain' 'unsigned' "$verify" db --unsigned
fails 64 'dir is for db' 'a directory for chain' "$verify" chain "$public" \
    --dir "$public" --origin "$origin" --keys "$TMP/keys"
psql -qAtX -d postgres -c "drop database if exists ${copied:-none}"

done_testing
