#!/bin/sh
#
# What guards the records is what sql/guards.txt says.  After a wanted change
# of the schema:
#
#	tests/with-postgres tests/t/guards.t --refresh
#
# and read the difference before committing it.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

expected=sql/guards.txt

# The foreign keys to campaigns are left out where they are a view.
guards() {
	{
		echo "set search_path = '';"
		cat sql/queries/guards.sql
	} | psql -qAtX -v ON_ERROR_STOP=1 |
	    sed -E 's/^constraint .* (proof_of_play|correction)_campaign_id_fkey /? &/'
}

major=$(sql 'show server_version_num' -d postgres)
[ "${major%????}" = 15 ] || skip_all "the guards are spelled as PostgreSQL 15"
new_database
guards >"$TMP/guards"
if [ "${1-}" = --refresh ]; then
	cp "$TMP/guards" "$expected"
	exit
fi

run diff -u "$expected" "$TMP/guards"
exits 0 'the guards are those expected' || diag "$stdout"

done_testing
