#!/bin/sh
#
# Every statement of sql/queries is valid on a fresh schema and takes and
# returns what its head comment says (sql/README.md, "Queries").

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# The head of a query as "$1 type" and "column type" lines, types spelt as
# PostgreSQL does.
promised() {
	sed -n -e "s/^-- \(\\\$[0-9]*\) [a-z_][a-z_0-9]* \([^,]*\).*/\1 \2/p" \
	    -e 's/^-- column: \([a-z_][a-z_0-9]*\) \([^,]*\).*/\1 \2/p' "$1" |
	    sed "s/^\([^ ]*\) \(.*\)/select '\1 ' || '\2'::regtype;/" |
	    psql -qAtX -v ON_ERROR_STOP=1 2>&1
}

# The statement; of COPY FROM, a query of the same columns.
statement() {
	sed '/^[[:space:]]*--/d' "$1" | tr '\n' ' ' | sed \
	    's/^copy \([a-z_.]*\) (\([^)]*\)) from stdin.*;/select \2 from \1;/'
}

# What PostgreSQL makes of it, in the same form.
actual() {
	{
		printf 'prepare q as %s\n' "$(statement "$1")"
		# shellcheck disable=SC2016 # a parameter of SQL
		echo "select '$' || n || ' ' || type
		      from pg_prepared_statements,
		           unnest(parameter_types) with ordinality p (type, n)
		      where name = 'q' order by n;"
		printf '%s \\gdesc\n' "$(statement "$1" | sed 's/; *$//')"
	} | psql -qAtX -F ' ' -v ON_ERROR_STOP=1 2>&1 |
	    sed '/^The command has no result/d'
}

# well_formed FILE: says what is wrong with its form
well_formed() {
	head -n 1 "$1" | grep -q '^-- [A-Z]' ||
	    echo "the first line does not say what it is for"
	[ "$(grep -v '^[[:space:]]*--' "$1" | tr -d '\n' | tr -cd ';')" = ';' ] &&
	    [ "$(tail -n 1 "$1" | sed 's/.*\(.\)$/\1/')" = ';' ] ||
	    echo "it is not one statement that ends with ; at the end"
	[ "$(grep '^-- \$' "$1" | sed 's/^-- \$\([0-9]*\) .*/\1/' | tr '\n' ' ')" \
	    = "$(seq -s ' ' "$(grep -c '^-- \$' "$1")" | sed 's/$/ /')" ] ||
	    [ "$(grep -c '^-- \$' "$1")" = 0 ] ||
	    echo "its parameters are not \$1, \$2, ..."
	callers=$(sed -n 's/^-- called by: *//p' "$1")
	[ -n "$callers" ] || echo "it does not say who calls it"
	for caller in $callers; do
		grep -qw "sql_$(basename "$1" .sql)" "$caller" 2>/dev/null ||
		    echo "$caller does not use it"
	done
}

new_database
for query in sql/queries/*.sql; do
	name=${query##*/}
	is "$(well_formed "$query")" "" "$name is well formed"
	is "$(actual "$query")" "$(promised "$query")" \
	    "$name takes and returns what it says"
done

# the test sees what is wrong
cat >"$TMP/bad.sql" <<'END'
-- Bad in every way.
-- $1 start date
-- $3 end date
-- column: id text
select id, name from pop.source_store where id = $1; select 1;
END
is "$(well_formed "$TMP/bad.sql" | wc -l)" 3 "form: three faults are found"
isnt "$(actual "$TMP/bad.sql")" "$(promised "$TMP/bad.sql")" \
    "a query that breaks its word is found"
sed -i 's/start date/start nosuchtype/' "$TMP/bad.sql"
like "$(promised "$TMP/bad.sql")" 'type "nosuchtype" does not exist' \
    "so is an unknown type"

done_testing
