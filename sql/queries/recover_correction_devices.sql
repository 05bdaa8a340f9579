-- Puts the devices of a correction back from the lines they are hashed as, those
-- that are not there.
-- $1 campaign_id uuid
-- $2 date date
-- $3 lines text
-- $4 revision int4
-- called by: lib/recover.c
insert into pop.correction_device (
  campaign_id, date, device_id, store_id, impressions, duration_seconds, revision
)
select $1::uuid, $2::date, line[1]::uuid, nullif(line[2], '-')::uuid,
  line[3]::int8, line[4]::int8, $4::int4
from (
  select string_to_array(t.line, ' ') as line
  from string_to_table(rtrim($3::text, chr(10)), chr(10)) as t (line)
) as l
on conflict do nothing;
