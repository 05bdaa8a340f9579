#!/bin/sh
#
# Nobody changes evidence: every table, every role, every way.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

tables="policy run proof_of_play proof_of_play_device"
campaign=c0000000-0000-4000-8000-000000000001

new_database
sql "" -f tests/fixtures/record.sql >/dev/null || exit 1

content() {
	for table in $tables; do
		sql "select t::text from pop.$table t order by 1"
	done
}
before=$(content)

# state WHO STATEMENT: the SQLSTATE of a statement run as somebody
state() {
	case $1 in
	pop_reader) sqlstate "$2" -U pop_reader ;;
	"pop_reader, writable")
		PGOPTIONS="-c default_transaction_read_only=off" \
		    sqlstate "$2" -U pop_reader ;;
	pop_writer) sqlstate "$2" -U pop_writer ;;
	pop_owner) sqlstate "set role pop_owner; $2" ;;
	superuser) sqlstate "$2" ;;
	replica) sqlstate "set session_replication_role = replica; $2" ;;
	by_row)
		sqlstate "alter table pop.$table disable trigger refuse_change;
			  $2" ;;
	esac
}

# refused WHO SQLSTATE STATEMENT...
refused() {
	who=$1 expected=$2
	shift 2
	for statement; do
		is "$(state "$who" "$statement")" "$expected" \
		    "$who: $statement: $expected"
	done
}

column_of() {
	case $1 in
	policy) echo lookback_days ;;
	run) echo records ;;
	proof_of_play) echo total_impressions ;;
	proof_of_play_device) echo impressions ;;
	esac
}

for table in $tables; do
	column=$(column_of "$table")
	update="update pop.$table set $column = $column"
	delete="delete from pop.$table"
	nothing="delete from pop.$table where false"
	truncate="truncate pop.$table cascade"
	lock="select from pop.$table for update"

	refused pop_reader 25006 "$update" "$delete" "$truncate" "$lock"
	refused "pop_reader, writable" 42501 \
	    "$update" "$delete" "$truncate" "$lock"
	refused pop_writer 42501 "$update" "$delete" "$truncate" "$lock"
	refused pop_owner 42501 "$update" "$delete" "$truncate"
	refused superuser POP01 "$update" "$delete" "$truncate" "$nothing"
	refused replica POP01 "$update" "$delete" "$truncate" "$nothing"
	refused by_row POP01 "$update" "$delete"

	insert="insert into pop.$table select * from pop.$table where false"
	[ "$table" = policy ] &&
	    insert="insert into pop.policy (time_zone) values ('Asia/Hovd')"
	[ "$table" = run ] && insert="insert into pop.run (started_at,
	    finished_at, program_version, host, username, date, outcome, error)
	    values (now(), now(), '1', 'h', 'u', '2026-02-03', 'failed', 'e')"
	refused pop_reader 25006 "$insert"
	refused "pop_reader, writable" 42501 "$insert"
	refused pop_owner 42501 "$insert"
	is "$(state pop_writer "begin; $insert; rollback")" ok \
	    "pop_writer: $insert: ok"
	for who in pop_writer "pop_reader, writable"; do
		refused "$who" 42501 "drop table pop.$table" \
		    "alter table pop.$table disable trigger refuse_change" \
		    "create trigger t before insert on pop.$table
		     execute function pop.refuse_change()"
	done
done

# the one grant of UPDATE there is, which foreign keys need, changes nothing
refused pop_owner POP01 "update pop.proof_of_play set id = id" \
    "update pop.policy set id = default" "update pop.proof_of_play set
     id = gen_random_uuid() where false"

# other ways to write
refused pop_writer 42501 \
    "insert into pop.proof_of_play select * from pop.proof_of_play
     on conflict (campaign_id, date) do update set total_impressions = 9" \
    "create table pop.t ()" "set role pop_owner" \
    "set session_replication_role = replica" \
    "create or replace view pop.schema_version as select 9 as version" \
    "insert into public.campaigns select * from public.campaigns"
refused superuser POP01 \
    "insert into pop.proof_of_play select * from pop.proof_of_play
     on conflict (campaign_id, date) do update set total_impressions = 9" \
    "merge into pop.proof_of_play r using pop.proof_of_play s on r.id = s.id
     when matched then delete" \
    "with gone as (delete from pop.proof_of_play_device returning 1)
     select from gone" \
    "truncate pop.policy, pop.run, pop.proof_of_play,
     pop.proof_of_play_device" \
    "truncate public.campaigns cascade"
refused pop_writer 23505 \
    "insert into pop.proof_of_play select * from pop.proof_of_play" \
    "insert into pop.proof_of_play_device
     select * from pop.proof_of_play_device"

# the campaign of a record stays; a campaign without one may go
refused superuser 23503 "delete from public.campaigns" \
    "update public.campaigns set id = gen_random_uuid()"
is "$(state superuser "begin; delete from public.campaigns
      where id <> '$campaign'; rollback")" ok \
    "a campaign without records can be deleted"

# a stranger sees nothing
sql "do \$\$ begin create role stranger login;
     exception when duplicate_object or unique_violation then null; end \$\$"
for object in $tables source_campaign source_play schema_version; do
	is "$(sqlstate "select from pop.$object" -U stranger)" 42501 \
	    "a stranger cannot read $object"
done
is "$(sql "select count(*) from pg_proc p
	   where pronamespace = 'pop'::regnamespace
	     and has_function_privilege('stranger', p.oid, 'execute')")" 0 \
    "a stranger can call no function"

is "$(content)" "$before" "every row is as it was"

done_testing
