#!/bin/sh
# pop-aggregate killed, cut off and robbed of its server process at each step
# of a run that seals and publishes.  After every fault: a day is there wholly
# or not at all, nothing that was signed is another, a plain run finishes the
# work, and pop-verify says VALID.  POP_FAULTS names the kinds, all by default.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/faults.sh
. "${0%/*}/../audit/faults.sh"

: "${POP_FAULTS:=kill cut end}"

make_good

# wanted KIND
wanted() {
	case " $POP_FAULTS " in
	*" $1 "*) return 0 ;;
	*) return 1 ;;
	esac
}

# trace TASK: the steps of a run without a fault, in $TMP/steps.TASK.
trace() {
	task=$1
	begin
	rm -f "$TMP/steps"
	FAULT_LOG=$TMP/steps LD_PRELOAD=$preload attempt
	is $? 0 "$task: without a fault"
	mv "$TMP/steps" "$TMP/steps.$task"
	cut -d ' ' -f 2- "$TMP/steps.$task" >"$TMP/what.$task"
	like "$(wc -l <"$TMP/what.$task")" '^[0-9]{2,3}$' "$task: has its steps"
}

# fault KIND STEP: the current task with a fault at a step; sets $ended.
fault() {
	begin
	FAULT=$1 FAULT_AT=$2 LD_PRELOAD=$preload attempt --retry-for 20 ||
	    ended=$?
}

# named TASK NAME ERE [AFTER]: the first step that matches, or the one after.
named() {
	number=$(grep -nE -e "$3" "$TMP/what.$1" | head -n 1 | cut -d : -f 1)
	[ -n "$number" ] || bail "there is no step $2 in $1"
	echo "$((number + ${4:-0})) $2"
}

bail() {
	ok "$1" false
	done_testing
}

# The points of a run that have a name.
points() {
	named "$1" 'after the lock' 'pg_try_advisory_lock' 1
	if [ "$1" = nights ]; then
		named nights 'while records are copied' 'copy pop.proof_of_play \('
		named nights 'while devices are copied' 'copy pop.proof_of_play_device'
		named nights 'after the insert' 'from only pop.proof_of_play as r'
	else
		named correct 'while corrections are copied' 'copy pop.correction \('
		named correct 'after the insert' 'from only pop.correction as r'
	fi
	named "$1" 'before the seal' 'insert into pop.seal'
	named "$1" 'after the seal' 'insert into pop.seal' 1
	sealed=$(grep -n 'insert into pop.seal' "$TMP/what.$1" | head -n 1 |
	    cut -d : -f 1)
	commit=$(sed "1,${sealed}d" "$TMP/what.$1" | grep -nE '^send .*\<commit\>' |
	    head -n 1 | cut -d : -f 1)
	echo "$((sealed + commit)) before COMMIT"
	echo "$((sealed + commit + 1)) after COMMIT"
	named "$1" 'before the signature' 'run .*ssh-keygen -Y sign'
	named "$1" 'after the signature' 'run .*ssh-keygen -Y sign' 1
	grep -n '^rename ' "$TMP/what.$1" | head -n 5 |
	    sed 's/:rename / before the rename of /'
}

for each in nights correct; do
	trace $each
	points $each >"$TMP/points.$each"
	case ${POP_AUDIT:-fast} in
	full)
		grep -n '' "$TMP/what.$each" | sed 's/:/ /' >>"$TMP/points.$each"
		;;
	esac
done

# --- Killed
kill_it() {
	killed=0 tried=0
	for task in nights correct; do
		while read -r at what; do
			ended=0
			fault kill "$at"
			tried=$((tried + 1))
			[ "$ended" -ne 137 ] || killed=$((killed + 1))
			holds "$task: killed at step $at, $what"
		done <"$TMP/points.$task"
	done
	is $wrong 0 "killed at $tried points of a run"
	is $killed $tried 'each was killed there'
}

# --- Cut off: mid-COMMIT the program must find out what became of it
cut_it() {
	cuts() {
		grep -n '^send' "$TMP/what.nights" | cut -d : -f 1
	}
	for task in nights correct; do
		wrong=0
		number=$(awk '$2 == "before" && $3 == "COMMIT" { print $1 }' \
		    "$TMP/points.$task" | head -n 1)
		ended=0
		fault cut "$number"
		is $ended 0 "$task: cut off in COMMIT, it finishes by itself"
		holds "$task: cut off in COMMIT"
		is $wrong 0 "$task: cut off in COMMIT"
	done
	task=nights wrong=0 tried=0 unfinished=0
	[ "${POP_AUDIT:-fast}" = full ] || cuts() { echo 5; }
	for at in $(cuts); do
		ended=0
		fault cut "$at"
		tried=$((tried + 1))
		[ $ended -eq 0 ] || unfinished=$((unfinished + 1))
		holds "cut off at step $at"
	done
	is $wrong 0 "cut off at $tried messages"
	is $unfinished 0 'each time it finishes by itself'
}

# --- Its server process ends
end_it() {
	end_backends="psql -qAtX -U postgres -d postgres -c \"
select pg_terminate_backend(pid) from pg_stat_activity
where application_name = 'pop-aggregate' and datname = '\$PGDATABASE'\" >/dev/null"
	case ${POP_AUDIT:-fast} in
	full) range=1,999p ;;
	*) range=7,9p ;;
	esac
	wrong=0 tried=0 unfinished=0
	for task in nights correct; do
		while read -r at what; do
			ended=0
			fault "$end_backends" "$at"
			tried=$((tried + 1))
			[ $ended -eq 0 ] || unfinished=$((unfinished + 1))
			holds "$task: no server process at step $at, $what"
		done <<-END
		$(sed -n "$range" "$TMP/points.$task")
		END
	done
	is $wrong 0 "its server process ended at $tried points"
	is $unfinished 0 'each time it finishes by itself'
}

! wanted kill || kill_it
! wanted cut || cut_it
! wanted end || end_it

note "$held faults"
done_testing
