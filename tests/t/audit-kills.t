#!/bin/sh
# pop-aggregate killed at POP_MOMENTS random moments; POP_SEED names them.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/audit/faults.sh
. "${0%/*}/../audit/faults.sh"

case ${POP_AUDIT:-fast} in
full) moments=500 ;;
*) moments=8 ;;
esac
moments=${POP_MOMENTS:-$moments}
: "${POP_SEED:=1}"

make_good

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

# usual TASK: how long a run takes, in milliseconds.
usual() {
	task=$1
	begin
	started=$(now_ms)
	attempt
	is $? 0 "$task: without a fault"
	usual=$(($(now_ms) - started))
}

usual nights
usual_nights=$usual
usual correct
usual_correct=$usual

n=0 killed=0
while [ $n -lt "$moments" ]; do
	n=$((n + 1))
	case $((n % 4)) in
	0) task=correct most=$usual_correct ;;
	*) task=nights most=$usual_nights ;;
	esac
	after=$(awk -v seed="$POP_SEED" -v n=$n -v most="$most" 'BEGIN {
		srand(seed * 7919 + n)
		for (i = 0; i < 20; i++)
			r = rand()
		printf "%.3f", (r * most + 1) / 1000 }')
	begin
	ended=0
	attempt_within "$after" || ended=$?
	[ "$ended" -ne 137 ] || killed=$((killed + 1))
	holds "$task: killed after $after s (seed $POP_SEED, number $n)"
done
is $wrong 0 "$moments moments"
ok 'most of them are within the run' [ $((killed * 2)) -gt "$moments" ]
note "$killed runs were killed before they ended"
done_testing
