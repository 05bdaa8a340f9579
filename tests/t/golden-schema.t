#!/bin/sh
#
# The schema is what tests/golden/schema.sql shows.  After a wanted change:
#
#	tests/with-postgres tests/t/golden-schema.t --refresh
#
# and read the difference before committing it.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

golden=tests/golden/schema.sql

# Without comments, settings and what changes from dump to dump.
dump() {
	pg_dump --schema-only -n pop | sed -e '/^--/d' -e '/^SET /d' \
	    -e '/^SELECT pg_catalog.set_config/d' -e '/^.restrict /d' \
	    -e '/^.unrestrict /d' | cat -s
	# what a dump of one schema leaves out
	sql "select format('-- role %s%s: %s', rolname,
	       case when rolcanlogin then ' login' end,
	       coalesce(array_to_string(setconfig, ' '), '-'))
	     from pg_roles
	     left join pg_db_role_setting on setrole = oid
	     where rolname in ('pop_owner', 'pop_writer', 'pop_reader')
	     order by rolname"
}

major=$(sql 'show server_version_num' -d postgres)
[ "${major%????}" = 15 ] || skip_all "the golden schema is PostgreSQL 15's"
new_database
dump >"$TMP/schema.sql"
if [ "${1-}" = --refresh ]; then
	cp "$TMP/schema.sql" "$golden"
	exit
fi

run diff -u "$golden" "$TMP/schema.sql"
exits 0 "the schema is the golden one" || diag "$stdout"

done_testing
