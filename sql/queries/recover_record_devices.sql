-- Puts the devices of a record back from the lines they are hashed as, those
-- that are not there.
-- $1 campaign_id uuid
-- $2 date date
-- $3 lines text
-- called by: lib/recover.c
insert into pop.proof_of_play_device (
  campaign_id, date, device_id, store_id, impressions, duration_seconds
)
select $1::uuid, $2::date, line[1]::uuid, nullif(line[2], '-')::uuid,
  line[3]::int8, line[4]::int8
from (
  select string_to_array(t.line, ' ') as line
  from string_to_table(rtrim($3::text, chr(10)), chr(10)) as t (line)
) as l
on conflict do nothing;
