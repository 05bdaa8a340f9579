#!/bin/sh
# Twenty-four attacks on what is sealed, by the reader, the writer, the owner
# and a superuser.  Each cell of the table is exact: the SQLSTATE by which the
# database refuses it, or "ok".  What a superuser who knows the guards can do
# all the same is found by pop-verify, which says what it is.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/faults.sh
. "${0%/*}/../audit/faults.sh"

make_good
plain --from 2026-02-02 --to 2026-02-03 || exit 1
task=correct attempt || exit 1
rm -rf "$TMP/good"
cp -r "$public" "$TMP/good"
one="date = '2026-02-02' and campaign_id = md5('c2')::uuid"
tables='proof_of_play proof_of_play_device seal policy correction correction_device'

verify() {
	run env PGUSER=pop_reader "$POP_BUILD/pop-verify" db --dir "$public" \
	    --origin proof-of-play --keys "$TMP/keys"
}

# bypass SQL: by a superuser who leaves the guards as they were.
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

# cells SQL: what reader, writer, owner and superuser get, all rolled back.
# The superuser tries as a replica, which fires no plain trigger.
cells() {
	printf '%s %s %s %s' \
	    "$(PGOPTIONS='-c default_transaction_read_only=off' PGUSER=pop_reader \
	        sqlstate "begin; $1; rollback")" \
	    "$(PGUSER=pop_writer sqlstate "begin; $1; rollback")" \
	    "$(sqlstate "begin; set local role pop_owner; $1; rollback")" \
	    "$(sqlstate "begin; set local session_replication_role = replica;
	        $1; rollback")"
}

verify
is "$status" 0 'before the attacks all is VALID'

# The owner may update the key of a seal by its grants, since foreign keys lock
# rows with its rights, and could disable its own triggers; nobody can log in as
# it or is a member of it.
#
# name ~ cells ~ what pop-verify says ~ attack ~ what a superuser does, if it
# takes more.  ONE stands for the condition that is one record's.
count=0
while IFS='~' read -r name expected says attack deed; do
	attack=$(printf '%s' "$attack" | sed "s/ONE/$one/g")
	deed=$(printf '%s' "$deed" | sed "s/ONE/$one/g")
	count=$((count + 1))
	begin
	is "$(cells "$attack")" "$expected" "$name: reader, writer, owner, superuser"
	ok "$name: a superuser does it" bypass "${deed:-$attack}" ||
	    diag "$(cat "$TMP/bypassed")"
	verify
	is "$status $(printf '%s\n' "$stdout" | head -n 1)" '1 TAMPERED' \
	    "$name: is found"
	like "$stdout" "^problem: .*$says" "$name: as what it is"
done <<'END'
a count of a record~42501 42501 42501 POP01~not those of seal 2~update pop.proof_of_play set plays_received = plays_received + 1, plays_excluded = '{"clock_ahead": 1}' where ONE and plays_excluded = '{}'~update pop.proof_of_play set plays_received = plays_received + 1, plays_excluded = plays_excluded || '{"clock_ahead": 1}' where ONE
a name in a record~42501 42501 42501 POP01~not those of seal 2~update pop.proof_of_play set campaign_name = 'Tea' where ONE
a microsecond of a record~42501 42501 42501 POP01~not those of seal 2~update pop.proof_of_play set created_at = created_at + interval '1 microsecond' where ONE
the policy of a record~42501 42501 42501 POP01~not those of seal 2~update pop.proof_of_play set policy_id = policy_id + 1 where ONE
the campaigns of two records swapped~42501 42501 42501 POP01~seal 2: ~update pop.proof_of_play set campaign_name = case when ONE then 'Campaign 3' else 'Campaign 2' end where date = '2026-02-02' and campaign_id in (md5('c2')::uuid, md5('c3')::uuid)
a record removed~42501 42501 42501 POP01~seal 2: ~delete from pop.proof_of_play where ONE~delete from pop.proof_of_play_device where ONE; delete from pop.proof_of_play where ONE
a record added~42501 POP02 42501 POP02~seal 2: ~insert into pop.proof_of_play select (jsonb_populate_record(r, '{"id": "a0000000-0000-4000-8000-000000000009", "campaign_id": "c18788c2-f274-c779-da72-d9854ea4bfbf"}')).* from pop.proof_of_play r where ONE
a record moved to another day~42501 42501 42501 POP01~seal 2: ~update pop.proof_of_play set date = '2026-02-04' where ONE~update pop.proof_of_play set date = '2026-02-04' where ONE; update pop.proof_of_play_device set date = '2026-02-04' where ONE
a device changed~42501 42501 42501 POP01~devices of campaign~update pop.proof_of_play_device set duration_seconds = duration_seconds + 1 where ONE
a device removed~42501 42501 42501 POP01~devices of campaign~delete from pop.proof_of_play_device where ctid = (select min(ctid) from pop.proof_of_play_device where ONE)
a device added~42501 POP02 42501 POP02~devices of campaign~insert into pop.proof_of_play_device select campaign_id, date, gen_random_uuid(), store_id, 1, 1 from pop.proof_of_play_device where ONE limit 1
a seal changed~42501 42501 42501 POP01~seal 3: ~update pop.seal set body = replace(body, 'zone UTC', 'zone Asia/Hanoi') where seq = 2
a seal removed~42501 42501 42501 POP01~not next in number~delete from pop.seal where seq = 2
a seal renumbered~42501 42501 POP01 POP01~seal 9~update pop.seal set seq = 9 where seq = 4~update pop.seal set seq = 9, body = replace(body, 'seq 4', 'seq 9') where seq = 4
a seal forged~42501 POP03 42501 POP03~seal 5~insert into pop.seal select 5, kind, '2026-02-09', replace(replace(body, 'seq 3', 'seq 5'), 'date 2026-02-03', 'date 2026-02-09') from pop.seal where seq = 3
a day sealed twice~42501 POP03 42501 POP03~seal 5~insert into pop.seal select 5, kind, date, replace(body, 'seq 3', 'seq 5') from pop.seal where seq = 3~drop index pop.seal_day_idx; insert into pop.seal select 5, kind, date, replace(body, 'seq 3', 'seq 5') from pop.seal where seq = 3
a day with its seal removed~42501 42501 42501 POP01~not next in number~delete from pop.seal where seq = 2~delete from pop.proof_of_play_device where date = '2026-02-02'; delete from pop.proof_of_play where date = '2026-02-02'; delete from pop.seal where seq = 2
the newest nights cut off~42501 42501 42501 POP01~is published, but the database ends at 2~delete from pop.seal where seq > 2~delete from pop.correction_device; delete from pop.correction; delete from pop.proof_of_play_device where date = '2026-02-03'; delete from pop.proof_of_play where date = '2026-02-03'; delete from pop.seal where seq > 2
a correction changed~42501 42501 42501 POP01~not those of seal 4~update pop.correction set reason = 'clock'
a correction removed~42501 42501 42501 POP01~seal 4: ~delete from pop.correction~delete from pop.correction_device; delete from pop.correction
a correction linked to something else~42501 42501 42501 POP01~seal 4: ~update pop.correction set supersedes = sha256('x')
a device of a correction added~42501 POP02 42501 POP02~devices of campaign~insert into pop.correction_device select campaign_id, date, revision, gen_random_uuid(), null, 1, 1 from pop.correction_device limit 1
all of it emptied~42501 42501 42501 POP01~database ends at 0~truncate pop.proof_of_play, pop.proof_of_play_device, pop.correction, pop.correction_device, pop.seal~delete from pop.correction_device; delete from pop.correction; delete from pop.proof_of_play_device; delete from pop.proof_of_play; delete from pop.seal
a guard disabled~42501 42501 ok ok~guard is not there: trigger~alter table pop.seal disable trigger refuse_change~create function public.nothing() returns trigger language plpgsql as 'begin return null; end'; drop trigger refuse_change on pop.seal; create trigger refuse_change before update on pop.seal execute function public.nothing()
END
is $count 24 'that were the attacks'

done_testing
