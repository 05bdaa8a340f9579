#!/bin/sh
#
# make install and uninstall, and that what is installed is enough: the paths
# that the documents name are there, and the schema deploys from there.

. "${0%/*}/../lib.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL
root=$TMP/root

run make -s install DESTDIR="$root" O="$POP_BUILD"
exits 0 'it installs'
grep -ohE '/usr/local/[a-z/.-]+[a-z]' README.md crontab.example docs/*.conf |
    sort -u >"$TMP/paths"
while read -r path; do
	ok "$path is there" test -e "$root$path"
done <"$TMP/paths"
ok 'so is a manual page' test -e "$root/usr/local/share/man/man8/pop-aggregate.8"
succeeds 'pop-aggregate runs' "$root/usr/local/sbin/pop-aggregate" --version

new_database
version=$(sql 'select version from pop.schema_version')
PGDATABASE=pop_installed_$$
sql "create database $PGDATABASE" -d postgres
psql -qX -v ON_ERROR_STOP=1 -f sql/platform.sql
run "$root/usr/local/share/proof-of-play/sql/migrate"
exits 0 'the schema deploys'
is "$(sql 'select version from pop.schema_version')" "$version" \
    'and is the one of this tree'

run make -s uninstall DESTDIR="$root" O="$POP_BUILD"
exits 0 'it uninstalls'
is "$(find "$root" -type f)" '' 'and leaves no file'

done_testing
