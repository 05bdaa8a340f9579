# shellcheck shell=sh
# Loads tests/fixtures/report.sql into the fresh database and seals its days.

seal_fixture() {
	psql -qX -v ON_ERROR_STOP=1 -f tests/fixtures/report.sql &&
	    PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-03 &&
	    PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-05 &&
	    sql "update public.campaigns set status = 'REJECTED'
		where id = '44444444-4444-4444-8444-444444444444'" || exit 1
}
