#!/bin/sh
#
# Deploy, verify, revert and deploy again; every refusal on the way.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# What exists of ours in the current database, one object a line.
objects() {
	sql "select 'schema ' || nspname from pg_namespace where nspname = 'pop'
	     union all
	     select 'relation ' || relname from pg_class
	     where relnamespace = to_regnamespace('pop')
	     union all
	     select 'function ' || proname from pg_proc
	     where pronamespace = to_regnamespace('pop')
	     union all
	     select 'grant to ' || grantee || ' on ' || table_name
	     from information_schema.role_table_grants
	     where grantee in ('pop_owner', 'pop_writer', 'pop_reader')"
}

empty_database() {
	PGDATABASE=$1
	export PGDATABASE
	psql -qX -d postgres -c "create database $1" &&
	    psql -qX -v ON_ERROR_STOP=1 -f sql/platform.sql
}

schema() {
	pg_dump --schema-only -n pop | grep -v '^.restrict\|^.unrestrict'
}

new_database # so that another database uses the roles
empty_database schema_t || exit 1

run sql/migrate
exits 0 "deploy"
is "$(sql 'select version from pop.schema_version')" \
    "$(sed -n 's/.*SCHEMA_VERSION \([0-9]*\)$/\1/p' lib/schema.h)" \
    "the schema has the version the programs know"
schema >"$TMP/first"
run sql/migrate verify
exits 0 "verify"
like "$stdout" "Verify successful" "verify says so"
run sql/migrate
like "$stdout$stderr" "Nothing to deploy" "a second deploy has nothing to do"

run sql/migrate revert -y
exits 0 "revert"
is "$(objects)" "" "nothing is left after the revert"
is "$(sql "select string_agg(rolname, ' ' order by rolname) from pg_roles
	   where rolname like 'pop\_%'")" "pop_owner pop_reader pop_writer" \
    "roles that another database uses stay"
run sql/migrate
exits 0 "deploy again"
schema >"$TMP/second"
ok "the schema is the same again" diff "$TMP/first" "$TMP/second"

# --- a dump restores, and the guards with it -------------------------------

sql "" -f tests/fixtures/record.sql >/dev/null
pg_dump >"$TMP/dump.sql"
psql -qX -d postgres -c 'create database schema_t_restored'
PGDATABASE=schema_t_restored run psql -qX -v ON_ERROR_STOP=1 -f "$TMP/dump.sql"
exits 0 "a dump restores"
content="select (select array_agg(r) from pop.proof_of_play r),
    (select array_agg(d) from pop.proof_of_play_device d),
    (select array_agg(p) from pop.policy p)"
is "$(sql "$content" -d schema_t_restored)" "$(sql "$content")" \
    "with every record"
(PGDATABASE=schema_t_restored && schema) >"$TMP/restored"
ok "and the same schema" diff "$TMP/first" "$TMP/restored"
is "$(sqlstate "delete from pop.proof_of_play" -d schema_t_restored)" POP01 \
    "that refuses changes"

# --- where campaigns are a view -------------------------------------------

empty_database schema_t_view
sql "alter table public.campaigns rename to booking;
     create view public.campaigns as select * from public.booking"
run sql/migrate
isnt "$status" 0 "with campaigns as a view the foreign key is refused"
is "$(objects)" "" "and a refused deploy leaves nothing"
run env -u MAKEFLAGS make -s migrate CAMPAIGN_FK=no
exits 0 "make migrate CAMPAIGN_FK=no leaves it out"
is "$(sql "select count(*) from pg_constraint
	   where conname = 'proof_of_play_campaign_id_fkey'")" 0 \
    "there is no foreign key to campaigns"
run sql/migrate verify --set campaign_fk=no
exits 0 "verify --set campaign_fk=no"
run sql/migrate verify
isnt "$status" 0 "verify misses the foreign key"

# --- refusals -------------------------------------------------------------

psql -qX -d postgres -c 'create database schema_t_bare'
PGDATABASE=schema_t_bare run sql/migrate
isnt "$status" 0 "without the platform's tables deploy is refused"
like "$stderr" 'relation "public.campaigns" does not exist' "and says why"
is "$(PGDATABASE=schema_t_bare; objects)" "" "and leaves nothing"

psql -qX -d postgres -c 'create role schema_t_plain login createrole' \
    -c 'create database schema_t_plain owner schema_t_plain'
PGUSER=schema_t_plain PGDATABASE=schema_t_plain run sql/migrate
isnt "$status" 0 "deploying takes a superuser"
like "$stderr" "needs a superuser, and schema_t_plain is none" "and says so"

mkdir "$TMP/bin"
ln -s "$(command -v sh)" "$(command -v dirname)" "$TMP/bin"
fails 78 "^migrate: sqitch is missing" "without sqitch there is a clear word" \
    env PATH="$TMP/bin" sh sql/migrate

PGDATABASE=nosuch run sql/migrate
isnt "$status" 0 "an unknown database is an error"
like "$stdout$stderr" 'database "nosuch" does not exist' "and is named"

# --- a server of its own: nothing but libpq's environment, no other database

cat >"$TMP/alone" <<'END'
set -e
createdb alone
psql -qX -d alone -f sql/platform.sql
printf '[pop]\nhost=%s\nport=%s\nuser=%s\ndbname=alone\n' \
    "$PGHOST" "$PGPORT" "$PGUSER" >"$TMP/services"
env -i PATH="$PATH" PGSERVICEFILE="$TMP/services" PGSERVICE=pop \
    make -s migrate
env -i PATH="$PATH" PGSERVICEFILE="$TMP/services" PGSERVICE=pop \
    sql/migrate verify
PGDATABASE=alone sql/migrate revert -y
psql -qAtX -c "select 'roles left: ' || count(*) from pg_roles
	       where rolname like 'pop\_%'"
END
run env -u MAKEFLAGS tests/with-postgres sh "$TMP/alone"
exits 0 "deploy by PGSERVICE alone, without HOME, USER or git"
like "$stdout" "^Verify successful" "it is verified"
like "$stdout" "^roles left: 0" "a revert drops roles nobody else uses"

done_testing
