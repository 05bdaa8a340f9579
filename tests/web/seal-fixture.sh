# shellcheck shell=sh
# seal_fixture loads tests/fixtures/report.sql into the fresh database and
# seals its days; grant_fixture adds what tests/web/access.sh wants.

seal_fixture() {
	psql -qX -v ON_ERROR_STOP=1 -f tests/fixtures/report.sql &&
	    PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-03 &&
	    PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-03-05 &&
	    sql "update public.campaigns set status = 'REJECTED'
		where id = '44444444-4444-4444-8444-444444444444'" || exit 1
}

# pop_access ARGUMENT...: as the writer, without its notes
pop_access() {
	PGUSER=pop_writer "$POP_BUILD/pop-access" "$@" 2>"$TMP/notes"
}

grant_fixture() {
	pop_access grant pat \
	    --advertiser aaaaaaaa-0000-4000-8000-000000000001 &&
	    pop_access grant max --all &&
	    PAT=$(pop_access create-token pat) &&
	    MAX=$(pop_access create-token max) &&
	    NIL=$(pop_access create-token nil) &&
	    REVOKED=$(pop_access create-token max) &&
	    pop_access revoke-token "$(sed -n \
		's/.*token \([0-9a-f-]*\) for.*/\1/p' "$TMP/notes")" &&
	    OLD=pop_$(printf '%043d' 1) &&
	    sql "insert into pop.token (secret_sha256, principal, expires_at)
		values (sha256('$OLD'), 'max', now())" || exit 1
	export PAT MAX NIL REVOKED OLD
}

# correct_fixture [ORIGIN] goes on from it: 2025-04-01 is sealed and corrected.
# Campaign 1 twice, by late plays and by a dispute; campaign 2 had no record and
# got one.
correct_fixture() {
	seal_origin=${1-proof-of-play}
	psql -qX -v ON_ERROR_STOP=1 -f tests/fixtures/report-april.sql &&
	    PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --date 2025-04-01 \
		--origin "$seal_origin" &&
	    psql -qX -v ON_ERROR_STOP=1 -v late=yes \
		-f tests/fixtures/report-april.sql &&
	    correct_april 1 --reason late_plays \
		--note 'Two players were offline, <b> & "quotes"' &&
	    correct_april 1 --reason dispute --note '=agreed' \
		--exclude-device de71ce00-0000-4000-8000-000000000001 &&
	    correct_april 2 --reason software_error || exit 1
}

# correct_april DIGIT OPTION...
correct_april() {
	correct_id=$(printf %012d 0 | tr 0 "$1")
	correct_id=$(echo "$correct_id" | sed \
	    "s/.*/$1$1$1$1$1$1$1$1-$1$1$1$1-4$1$1$1-8$1$1$1-&/")
	shift
	PGUSER=pop_writer "$POP_BUILD/pop-aggregate" --correct \
	    --origin "$seal_origin" --date 2025-04-01 \
	    --campaign "$correct_id" "$@"
}
