#!/bin/sh
#
# pop.run: what pop-aggregate tried is on record, whatever came of it.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
aggregate=$POP_BUILD/pop-aggregate
sql "
insert into public.campaigns
select md5('c' || n)::uuid, null, 'Campaign ' || n, 'ACTIVE', '2026-01-01'
  from generate_series(1, 2) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status,
                                  created_at)
select gen_random_uuid(), md5('d')::uuid, md5('c1')::uuid, md5('f')::uuid,
       (now() at time zone 'UTC')::date - n + interval '1 hour', 15,
       'COMPLETED', now() - interval '1 hour'
  from generate_series(1, 5) n;
insert into public.playback_logs (id, device_id, campaign_id, content_id,
                                  started_at, duration_seconds, status)
values (gen_random_uuid(), md5('d')::uuid, md5('none')::uuid, md5('f')::uuid,
        (now() at time zone 'UTC')::date - 1, 15, 'COMPLETED')
"

day() { sql "select (now() at time zone 'UTC')::date - $1"; }
# late CAMPAIGN DAYS-AGO HOUR
late() {
	sql "insert into public.playback_logs (id, device_id, campaign_id,
	       content_id, started_at, duration_seconds, status)
	     values (gen_random_uuid(), md5('d')::uuid, md5('$1')::uuid,
	             md5('f')::uuid, (now() at time zone 'UTC')::date - $2
	               + interval '$3 hours', 15, 'COMPLETED')"
}
# rows: how many there are; then, the outcomes of those that came since
rows() { sql 'select count(*) from pop.run'; }
since() {
	sql "select (now() at time zone 'UTC')::date - date, outcome, plays_read,
	            plays_counted, plays_excluded, orphans, records
	       from pop.run order by id offset $before"
}
error() { sql 'select error from pop.run order by id desc limit 1'; }
correct() {
	env PGUSER=pop_writer "$aggregate" --correct --date "$(day "$1")" \
	    --campaign "$(sql "select md5('c1')::uuid")" --reason dispute
}

# --- days -----------------------------------------------------------------

before=0
succeeds 'days are sealed' env PGUSER=pop_writer "$aggregate" \
    --from "$(day 3)" --to "$(day 1)"
is "$(since)" '3|sealed|1|1|0|0|2
2|sealed|1|1|0|0|2
1|sealed|2|1|0|1|2' 'each is a row'
before=$(rows)
succeeds 'sealed days again' env PGUSER=pop_writer "$aggregate" \
    --from "$(day 3)" --to "$(day 1)"
succeeds 'looking back, nothing is late' env PGUSER=pop_writer "$aggregate"
succeeds 'a dry run' "$aggregate" --dry-run --date "$(day 4)"
run "$aggregate" --dry-run --date "$(day 0)"
exits 75 'a dry run of today'
is "$(since)" '' 'what changes nothing leaves no row'
is "$(sql "select count(*) from pop.run
           where host <> '' and username <> '' and policy_id = 1
             and program_version ~ '^[0-9.]+$' and started_at <= finished_at")" \
    3 'the rows say where, by whom and with what'

# --- refused --------------------------------------------------------------

fails 75 'is not over' 'today' "$aggregate" --date "$(day 0)"
is "$(since)" '0|refused|||||' 'is refused, on record'
before=$(rows)
fails 75 'is not over' 'a range up to today' \
    "$aggregate" --from "$(day 1)" --to "$(day 0)"
is "$(since)" '0|refused|||||' 'is, too'
like "$(error)" "^$(day 0) is not over$" '... with the reason'
before=$(rows)
fails 65 'nothing to correct' 'nothing to correct' correct 3
fails 64 'is not sealed' 'a day that is not sealed' correct 9
is "$(since)" '3|refused|||||
9|refused|||||' 'corrections that are refused are on record'

# --- corrections ----------------------------------------------------------

before=$(rows)
late c1 3 5
late c2 3 5
late c1 2 5
succeeds 'a record is corrected' correct 3
is "$(since)" '3|corrected|3|3|0|0|1' 'that is a row'
before=$(rows)
succeeds 'looking back finds late plays' env PGUSER=pop_writer "$aggregate"
is "$(since)" '3|looked_back|3|3|0|0|1
2|looked_back|2|2|0|0|1' 'each day with some is a row'

# --- failures -------------------------------------------------------------

before=$(rows)
fails 78 'permission denied' 'a privilege is missing' \
    env PGUSER=pop_reader PGOPTIONS='-c default_transaction_read_only=off' \
    "$aggregate" --date "$(day 4)"
is "$(since)" '' 'who may not write leaves no row'

sql "create function public.fail() returns trigger language plpgsql as \$\$
     begin
       raise exception using errcode = 'XX123', message = 'no', detail = 'Why.';
     end \$\$;
     create trigger fail before insert on pop.proof_of_play
     for each row execute function public.fail();
     create trigger fail before insert on pop.correction
     for each row execute function public.fail()"
run "$aggregate" --date "$(day 4)"
exits 70 'a day fails'
is "$(since)" '4|failed|||||' 'on record'
like "$(error)" ' no \(SQLSTATE XX123\): Why\.$' \
    'with message, SQLSTATE and detail'
before=$(rows)
late c1 1 5
run correct 1
exits 70 'a correction fails'
is "$(since)" '1|failed|||||' 'on record'
before=$(rows)
run "$aggregate"
exits 70 'looking back fails'
is "$(sql "select outcome from pop.run order by id offset $before")" failed \
    'on record'

# --- a lost connection ----------------------------------------------------

sql "set client_min_messages = warning;
     drop function public.fail cascade;
     create function public.cut() returns trigger language plpgsql as \$\$
     begin
       perform pg_terminate_backend(pg_backend_pid());
       return new;
     end \$\$;
     create trigger cut before insert on pop.proof_of_play
     for each row execute function public.cut()"
before=$(rows)
run "$aggregate" --date "$(day 4)" --retry-for 0
exits 69 'the connection is lost'
is "$(since)" '4|failed|||||' 'on record, by another'
is "$(sql "select count(*) from pop.proof_of_play where date = '$(day 4)'")" 0 \
    'and nothing of the day is there'

done_testing
