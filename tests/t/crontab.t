#!/bin/sh
#
# crontab.example as cron reads it: the lines are well-formed, and the command
# works in the environment that the file sets.

. "${0%/*}/../lib.sh"

settings=$(grep '^[A-Z][A-Z]*=' crontab.example)
jobs=$(sed -e '/^#/d' -e '/^[A-Z][A-Z]*=/d' -e '/^$/d' crontab.example)

is "$(printf '%s\n' "$jobs" | grep -c .)" 1 'there is one job'
like "$jobs" '^[0-9]+ +[0-9,]+ +\* +\* +\* +proof-of-play +/usr/local/sbin/' \
    'with five times, a user and an absolute path'
unlike "$jobs" '%' 'and no %, which cron takes for a newline'
like "$settings" '^MAILTO=.' 'somebody gets the mail'
unlike "$settings" '^(CRON_TZ|TZ)=' 'no zone is set that cron ignores'

new_database
command=$(printf '%s\n' "$jobs" | sed -E 's|^([^ ]+ +){6}||')
command=$POP_BUILD/${command#/usr/local/sbin/}
environment=$(printf '%s\n' "$settings" | sed "s/=platform\$/=$PGDATABASE/")
# shellcheck disable=SC2086  # words; cron gives nothing else to speak of
run_job() {
	succeeds "$1" env -i HOME=/ PATH=/usr/bin:/bin LOGNAME=proof-of-play \
	    PGHOST="$PGHOST" PGPORT="$PGPORT" $environment sh -c "$command"
}
run_job 'the job runs'
is "$stdout" '' 'and says nothing'
run_job 'again, with nothing to do'

done_testing
