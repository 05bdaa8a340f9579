#!/bin/sh
#
# Rows that cannot be true are refused, whoever writes them.

# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

new_database
sql "" -f tests/fixtures/record.sql >/dev/null || exit 1

# violated STATEMENT: the constraint it violates, or else what happened
violated() {
	if violated_error=$(sql "$1" 2>&1 >/dev/null); then
		echo "nothing"
		return
	fi
	printf '%s\n' "$violated_error" |
	    sed -n -e 's/^CONSTRAINT NAME:  //p' -e 's/^COLUMN NAME:  //p' \
	    -e 's/^ERROR:  \(22[0-9A-Z]*\):.*/\1/p' | tail -n 1
}

# record CHANGES: inserts the record of the fixtures, of another day, changed
record() {
	violated "begin; select public.insert_record(
	    '{\"id\": \"a0000000-0000-4000-8000-000000000002\",
	      \"date\": \"2026-02-09\"}'::jsonb || '$1'); rollback"
}

hours() {
	sql "select hourly_breakdown $1 from pop.proof_of_play"
}

is "$(record '{}')" nothing "the record as such is good"
while read -r constraint changes; do
	is "$(record "$changes")" "$constraint" "$constraint: $changes"
done <<END
proof_of_play_pkey {"id": "a0000000-0000-4000-8000-000000000001"}
idx_pop_campaign_date {"date": "2026-02-02"}
proof_of_play_campaign_id_fkey {"campaign_id": "c0000000-0000-4000-8000-000000000003"}
proof_of_play_policy_id_fkey {"policy_id": 2}
campaign_id {"campaign_id": null}
campaign_name {"campaign_name": null}
hourly_breakdown {"hourly_breakdown": null}
devices_sha256 {"devices_sha256": null}
nothing {"advertiser_id": "b0000000-0000-4000-8000-000000000001"}
proof_of_play_date_check {"date": "infinity"}
proof_of_play_date_check {"date": "10000-01-01"}
proof_of_play_date_check {"date": "0001-12-31 BC"}
proof_of_play_plays_received_check {"plays_received": 9007199254740992, "plays_excluded": {"a": 9007199254740991}}
proof_of_play_plays_excluded_check {"plays_received": 0, "plays_excluded": {}}
proof_of_play_total_duration_seconds_check {"total_duration_seconds": -1}
proof_of_play_total_duration_seconds_check {"total_duration_seconds": 0}
proof_of_play_total_duration_seconds_check {"total_duration_seconds": 9007199254740992}
proof_of_play_unique_devices_check {"unique_devices": 0, "unique_stores": 0}
proof_of_play_unique_devices_check {"unique_devices": 2}
proof_of_play_unique_stores_check {"unique_stores": 2}
proof_of_play_unique_stores_check {"unique_stores": -1}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": {}}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": []}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": $(hours "- '00'")}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": $(hours "|| '{\"24\": 0}'")}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": $(hours "|| '{\"00\": 1}'")}
22P02 {"hourly_breakdown": $(hours "|| '{\"06\": 1.0}'")}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": $(hours "|| '{\"00\": null}'")}
proof_of_play_hourly_breakdown_check {"hourly_breakdown": $(hours "|| '{\"06\": 2, \"07\": -1}'")}
proof_of_play_geographic_breakdown_check {"geographic_breakdown": {}}
proof_of_play_geographic_breakdown_check {"geographic_breakdown": {"regions": {"Hue": 1}}}
proof_of_play_geographic_breakdown_check {"geographic_breakdown": {"stores": []}}
proof_of_play_plays_excluded_check {"plays_excluded": {}}
proof_of_play_plays_excluded_check {"plays_excluded": [1, 1]}
proof_of_play_plays_excluded_check {"plays_excluded": {"duplicate": 1.5, "status_error": 0.5}}
proof_of_play_plays_excluded_check {"plays_excluded": {"duplicate": 3, "status_error": -1}}
22023 {"plays_excluded": {"duplicate": "2"}}
22023 {"plays_excluded": {"duplicate": 2, "status_error": null}}
proof_of_play_plays_excluded_check {"plays_excluded": {"duplicate": 3}}
proof_of_play_time_zone_check {"time_zone": ""}
proof_of_play_day_check {"day_end": "2026-02-02T00:00:00Z"}
proof_of_play_day_check {"day_end": "2026-02-04T00:00:00Z"}
proof_of_play_day_check {"day_end": "infinity"}
proof_of_play_day_check {"day_start": "-infinity"}
proof_of_play_day_check {"day_start": "2026-02-02T00:00:00.5Z"}
proof_of_play_created_at_check {"created_at": "infinity"}
proof_of_play_devices_sha256_check {"devices_sha256": "\\\\\\\\x00"}
END

zero=$(hours "|| '{\"06\": 0}'")
is "$(record "{\"total_impressions\": 0, \"unique_devices\": 0,
    \"unique_stores\": 0, \"total_duration_seconds\": 0,
    \"plays_received\": 0, \"plays_excluded\": {},
    \"hourly_breakdown\": $zero,
    \"geographic_breakdown\": {\"regions\": {}, \"stores\": []}}")" nothing \
    "a record of zeros is good"

# --- devices --------------------------------------------------------------

# device CHANGES: inserts another device of the record, changed, as if the
# record were not sealed
device() {
	violated "begin; alter table pop.proof_of_play_device
	      disable trigger refuse_beyond_record;
	    insert into pop.proof_of_play_device
	    select (jsonb_populate_record(d, '{\"device_id\":
	      \"d0000000-0000-4000-8000-000000000002\"}'::jsonb || '$1')).*
	    from pop.proof_of_play_device d; rollback"
}

is "$(device '{}')" nothing "the device as such is good"
while read -r constraint changes; do
	is "$(device "$changes")" "$constraint" "$constraint: $changes"
done <<END
nothing {"store_id": null}
proof_of_play_device_key {"device_id": "d0000000-0000-4000-8000-000000000001"}
proof_of_play_device_record_fkey {"date": "2026-02-03"}
proof_of_play_device_record_fkey {"campaign_id": "c0000000-0000-4000-8000-000000000002"}
device_id {"device_id": null}
proof_of_play_device_impressions_check {"impressions": 0}
proof_of_play_device_duration_seconds_check {"duration_seconds": 0}
proof_of_play_device_duration_seconds_check {"duration_seconds": 9007199254740992}
END
is "$(violated "begin; insert into pop.proof_of_play_device
      select campaign_id, date, device_id, null, 1, 1
      from pop.proof_of_play_device, generate_series(1, 2); rollback")" \
    proof_of_play_device_key "a device is once without a store, not twice"

# --- policy ---------------------------------------------------------------

is "$(sql "select id, time_zone, counted_statuses, max_duration_seconds,
	   clock_skew_seconds, dedupe, lookback_days from pop.policy")" \
    "1|UTC|{completed}|86400|600|t|7" "the default policy"
while read -r constraint column value; do
	is "$(violated "begin; insert into pop.policy ($column)
	      values ($value); rollback")" "$constraint" \
	    "$constraint: $column = $value"
done <<'END'
nothing time_zone 'America/New_York'
22023 time_zone 'america/new_york'
22023 time_zone 'Nowhere/Else'
22023 time_zone 'UTC+5'
22023 time_zone 'localtime'
22023 time_zone 'posix/UTC'
22023 time_zone ''
nothing counted_statuses '{COMPLETED,partial}'
policy_counted_statuses_check counted_statuses '{}'
policy_counted_statuses_check counted_statuses '{""}'
policy_counted_statuses_check counted_statuses '{completed,NULL}'
policy_counted_statuses_check counted_statuses '{{completed},{partial}}'
policy_counted_statuses_check counted_statuses array(select 'a' || n from generate_series(1, 65) n)
counted_statuses counted_statuses null
policy_max_duration_seconds_check max_duration_seconds 0
policy_clock_skew_seconds_check clock_skew_seconds -1
nothing lookback_days 0
policy_lookback_days_check lookback_days 367
policy_created_at_check created_at 'infinity'
END

# --- runs -----------------------------------------------------------------

# logged CHANGES: inserts a sealed run, changed
logged() {
	violated "begin; insert into pop.run overriding system value
	    select (jsonb_populate_record(null::pop.run, '{\"id\": 99,
	      \"started_at\": \"2026-02-03T01:00:00Z\",
	      \"finished_at\": \"2026-02-03T01:00:05Z\",
	      \"program_version\": \"1\", \"host\": \"h\", \"username\": \"u\",
	      \"date\": \"2026-02-09\", \"policy_id\": 1, \"plays_read\": 6,
	      \"plays_counted\": 1, \"plays_excluded\": 2, \"orphans\": 3,
	      \"records\": 1, \"outcome\": \"sealed\"}'::jsonb || '$1')).*
	    ; rollback"
}

sql "insert into pop.run (started_at, finished_at, program_version, host,
	username, date, policy_id, plays_read, plays_counted, plays_excluded,
	orphans, records, outcome)
    values (now(), now(), '1', 'h', 'u', '2026-02-01', 1, 0, 0, 0, 0, 0,
	'sealed')"
while read -r constraint changes; do
	is "$(logged "$changes")" "$constraint" "$constraint: $changes"
done <<'END'
nothing {}
nothing {"date": "2026-02-01", "outcome": "failed", "error": "out of luck"}
nothing {"policy_id": null, "plays_read": null, "outcome": "failed", "error": ""}
run_sealed_date_idx {"date": "2026-02-01"}
run_policy_id_fkey {"policy_id": 2}
run_time_check {"finished_at": "2026-02-03T00:59:59Z"}
run_time_check {"finished_at": "infinity"}
run_date_check {"date": "infinity"}
run_counts_check {"plays_read": 5}
run_counts_check {"orphans": -1, "plays_read": 2}
run_counts_check {"records": -1}
run_outcome_check {"outcome": "done"}
run_error_check {"outcome": "failed"}
run_error_check {"error": "but sealed"}
run_sealed_check {"records": null}
run_sealed_check {"policy_id": null}
run_sealed_check {"outcome": "corrected", "records": null}
run_sealed_check {"outcome": "looked_back", "plays_read": null}
run_error_check {"outcome": "refused"}
run_error_check {"outcome": "corrected", "error": "but corrected"}
END

done_testing
