-- Deploy pop:proof_of_play to pg
--
-- One record per campaign and day, sealed when it commits, and the exact
-- devices behind it.  The checks hold whatever wrote the row.  None of them
-- depends on the time zone data, which changes: a sealed record must stay
-- restorable.

begin;

-- Sum of {name: count}; null unless every count is whole and not negative.
create function pop.sum_counts(counts jsonb)
returns numeric
language sql
immutable
strict
parallel safe
begin atomic
  select case
    when coalesce(bool_and(value::numeric >= 0 and value::numeric % 1 = 0), true)
    then coalesce(sum(value::numeric), 0)
  end
  from jsonb_each(counts);
end;

create table pop.proof_of_play (
  id uuid not null default gen_random_uuid(),
  campaign_id uuid not null,
  date date not null,
  total_impressions bigint not null,
  unique_devices int not null,
  unique_stores int not null,
  total_duration_seconds bigint not null,
  hourly_breakdown jsonb not null,
  geographic_breakdown jsonb not null,
  created_at timestamptz not null default now(),
  -- frozen with it
  advertiser_id uuid,
  campaign_name text not null,
  time_zone text not null,
  day_start timestamptz not null,
  day_end timestamptz not null,
  policy_id bigint not null,
  plays_received bigint not null,
  plays_excluded jsonb not null,
  outside_flight boolean not null,
  devices_sha256 bytea not null,
  constraint proof_of_play_pkey primary key (id),
  constraint idx_pop_campaign_date unique (campaign_id, date),
  constraint proof_of_play_policy_id_fkey
    foreign key (policy_id) references pop.policy (id),
  constraint proof_of_play_date_check
    check (date between '0001-01-01' and '9999-12-31'),
  -- 2^53 - 1, the largest integer that every JSON reader takes exactly
  constraint proof_of_play_plays_received_check
    check (plays_received between 0 and 9007199254740991),
  constraint proof_of_play_total_impressions_check
    check (total_impressions between 0 and plays_received),
  constraint proof_of_play_total_duration_seconds_check check (
    total_duration_seconds >= total_impressions
    and total_duration_seconds <= 9007199254740991
    and (total_duration_seconds = 0) = (total_impressions = 0)
  ),
  constraint proof_of_play_unique_devices_check check (
    unique_devices >= 0
    and unique_devices <= total_impressions
    and (unique_devices = 0) = (total_impressions = 0)
  ),
  constraint proof_of_play_unique_stores_check
    check (unique_stores between 0 and total_impressions),
  -- written out: four times as fast as sum_counts
  constraint proof_of_play_hourly_breakdown_check check ((
    (hourly_breakdown ->> '00')::bigint + (hourly_breakdown ->> '01')::bigint
    + (hourly_breakdown ->> '02')::bigint + (hourly_breakdown ->> '03')::bigint
    + (hourly_breakdown ->> '04')::bigint + (hourly_breakdown ->> '05')::bigint
    + (hourly_breakdown ->> '06')::bigint + (hourly_breakdown ->> '07')::bigint
    + (hourly_breakdown ->> '08')::bigint + (hourly_breakdown ->> '09')::bigint
    + (hourly_breakdown ->> '10')::bigint + (hourly_breakdown ->> '11')::bigint
    + (hourly_breakdown ->> '12')::bigint + (hourly_breakdown ->> '13')::bigint
    + (hourly_breakdown ->> '14')::bigint + (hourly_breakdown ->> '15')::bigint
    + (hourly_breakdown ->> '16')::bigint + (hourly_breakdown ->> '17')::bigint
    + (hourly_breakdown ->> '18')::bigint + (hourly_breakdown ->> '19')::bigint
    + (hourly_breakdown ->> '20')::bigint + (hourly_breakdown ->> '21')::bigint
    + (hourly_breakdown ->> '22')::bigint + (hourly_breakdown ->> '23')::bigint
    = total_impressions
    and not jsonb_path_exists(hourly_breakdown, '$.* ? (@ < 0)')
    and hourly_breakdown
        - '{00,01,02,03,04,05,06,07,08,09,10,11}'::text[]
        - '{12,13,14,15,16,17,18,19,20,21,22,23}'::text[] = '{}'
  ) is true),
  -- the sums of regions and stores are checked before writing only
  constraint proof_of_play_geographic_breakdown_check check ((
    jsonb_typeof(geographic_breakdown -> 'regions') = 'object'
    and jsonb_typeof(geographic_breakdown -> 'stores') = 'array'
  ) is true),
  constraint proof_of_play_plays_excluded_check check ((
    jsonb_typeof(plays_excluded) = 'object'
    and pop.sum_counts(plays_excluded) = plays_received - total_impressions
  ) is true),
  constraint proof_of_play_time_zone_check check (time_zone <> ''),
  constraint proof_of_play_day_check check (
    isfinite(day_start)
    and isfinite(day_end)
    and day_start < day_end
    and day_end - day_start < interval '48 hours'
    and extract(epoch from day_start) % 1 = 0
    and extract(epoch from day_end) % 1 = 0
  ),
  constraint proof_of_play_created_at_check check (isfinite(created_at)),
  constraint proof_of_play_devices_sha256_check
    check (octet_length(devices_sha256) = 32)
);

\if :campaign_fk
alter table pop.proof_of_play
  add constraint proof_of_play_campaign_id_fkey
  foreign key (campaign_id) references public.campaigns (id);
\endif

create unique index proof_of_play_date_idx
on pop.proof_of_play (date, campaign_id);

create table pop.proof_of_play_device (
  campaign_id uuid not null,
  date date not null,
  device_id uuid not null,
  store_id uuid,
  impressions bigint not null,
  duration_seconds bigint not null,
  constraint proof_of_play_device_key
    unique nulls not distinct (campaign_id, date, device_id, store_id),
  constraint proof_of_play_device_record_fkey
    foreign key (campaign_id, date)
    references pop.proof_of_play (campaign_id, date),
  constraint proof_of_play_device_impressions_check
    check (impressions between 1 and 9007199254740991),
  constraint proof_of_play_device_duration_seconds_check
    check (duration_seconds between impressions and 9007199254740991)
);

comment on table pop.proof_of_play is 'One sealed record per campaign and day. Append-only.';
comment on table pop.proof_of_play_device is 'The devices behind each record, one row per device and store. Append-only.';
comment on column pop.proof_of_play.day_start is 'First instant of the date in time_zone.';
comment on column pop.proof_of_play.day_end is 'First instant after the date in time_zone.';
comment on column pop.proof_of_play.plays_excluded is 'Plays that do not count, by reason.';
comment on column pop.proof_of_play.devices_sha256 is 'SHA-256 over the device rows.';
comment on column pop.proof_of_play_device.store_id is 'Null: the play and the device have no store.';

create trigger refuse_change
before update or delete or truncate on pop.proof_of_play
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.proof_of_play
for each row execute function pop.refuse_change();

create trigger refuse_change
before update or delete or truncate on pop.proof_of_play_device
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.proof_of_play_device
for each row execute function pop.refuse_change();

alter table pop.proof_of_play enable always trigger refuse_change;
alter table pop.proof_of_play enable always trigger refuse_row_change;
alter table pop.proof_of_play_device enable always trigger refuse_change;
alter table pop.proof_of_play_device enable always trigger refuse_row_change;

alter function pop.sum_counts(jsonb) owner to pop_owner;
alter table pop.proof_of_play owner to pop_owner;
alter table pop.proof_of_play_device owner to pop_owner;

-- UPDATE on one column: see policy.sql.  The foreign keys between campaigns,
-- records and devices need it; the triggers refuse it still.
revoke all on function pop.sum_counts(jsonb) from public, pop_owner;
revoke all on pop.proof_of_play, pop.proof_of_play_device
from public, pop_owner;
grant execute on function pop.sum_counts(jsonb) to pop_writer;
grant select, update (id) on pop.proof_of_play to pop_owner;
grant select on pop.proof_of_play_device to pop_owner;
grant select, insert on pop.proof_of_play, pop.proof_of_play_device
to pop_writer;
grant select on pop.proof_of_play, pop.proof_of_play_device to pop_reader;

commit;
