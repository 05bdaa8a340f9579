#!/bin/sh
#
# Nobody changes evidence: every table, every role, every way.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

tables="access correction correction_device policy proof_of_play proof_of_play_device run seal token token_revocation"
campaign=c0000000-0000-4000-8000-000000000001

new_database
sql "" -f tests/fixtures/record.sql -f tests/fixtures/correction.sql >/dev/null || exit 1

content() {
	for table in $tables; do
		sql "select t::text from pop.$table t order by 1"
	done
}
before=$(content)

is "$(sql "select string_agg(relname, ' ' order by relname) from pg_class
	   where relnamespace = 'pop'::regnamespace
	     and relkind not in ('v', 'i', 'S', 'c')")" "$tables" \
    "every table of the schema is tried here"

# session WHO: runs SQL on standard input as somebody, going on after errors
session() {
	case $1 in
	pop_reader | pop_writer) psql -qAtX -U "$1" ;;
	"pop_reader, writable")
		PGOPTIONS="-c default_transaction_read_only=off" \
		    psql -qAtX -U pop_reader ;;
	pop_owner) PGOPTIONS="-c role=pop_owner" psql -qAtX ;;
	superuser | "superuser, by row") psql -qAtX ;;
	"superuser, replica")
		PGOPTIONS="-c session_replication_role=replica" psql -qAtX ;;
	esac 2>/dev/null
}

# state WHO STATEMENT...: the SQLSTATE each ends with, 00000 for success; all
# is rolled back
state() {
	state_who=$1
	shift
	for statement; do
		echo "begin;"
		[ "$state_who" != "superuser, by row" ] ||
		    echo "alter table pop.$table disable trigger refuse_change;"
		printf '\\o /dev/null\n%s;\n\\o\n\\echo :SQLSTATE\nrollback;\n' \
		    "$statement"
	done | session "$state_who"
}

# refused WHO SQLSTATE STATEMENT...
refused() {
	who=$1 expected=$2
	shift 2
	states=$(state "$who" "$@")
	for statement; do
		is "${states%%
*}" "$expected" "$who: $statement: $expected"
		states=${states#*
}
	done
}

column_of() {
	case $1 in
	policy) echo lookback_days ;;
	run) echo records ;;
	proof_of_play) echo total_impressions ;;
	proof_of_play_device) echo impressions ;;
	seal) echo kind ;;
	access | token | token_revocation) echo note ;;
	correction) echo revision ;;
	correction_device) echo impressions ;;
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
	refused "superuser, replica" POP01 "$update" "$delete" "$truncate" "$nothing"
	refused "superuser, by row" POP01 "$update" "$delete"

	insert="insert into pop.$table select * from pop.$table where false"
	[ "$table" = policy ] &&
	    insert="insert into pop.policy (time_zone) values ('Asia/Hovd')"
	[ "$table" = run ] && insert="insert into pop.run (started_at,
	    finished_at, program_version, host, username, date, outcome, error)
	    values (now(), now(), '1', 'h', 'u', '2026-02-03', 'failed', 'e')"
	[ "$table" = access ] && insert="insert into pop.access (principal)
	    values ('p')"
	refused pop_reader 25006 "$insert"
	refused "pop_reader, writable" 42501 "$insert"
	refused pop_owner 42501 "$insert"
	is "$(state pop_writer "$insert")" 00000 \
	    "pop_writer: $insert: done"
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
     id = gen_random_uuid() where false" "update pop.token set id = id"

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
     pop.proof_of_play_device, pop.correction, pop.correction_device" \
    "truncate public.campaigns cascade"
refused pop_writer 23505 \
    "insert into pop.proof_of_play select * from pop.proof_of_play" \
    "insert into pop.proof_of_play_device
     select * from pop.proof_of_play_device"

# the campaign of a record stays; a campaign without one may go
refused superuser 23503 "delete from public.campaigns" \
    "update public.campaigns set id = gen_random_uuid()"
is "$(state superuser "delete from public.campaigns
      where id <> '$campaign'")" 00000 \
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
