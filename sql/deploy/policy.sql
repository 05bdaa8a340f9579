-- Deploy pop:policy to pg
--
-- The rules as data.  The newest row governs the days that are sealed from
-- then on; a record names its policy, so it can be recomputed under it.

begin;

create table pop.policy (
  id bigint generated always as identity,
  time_zone text not null default 'UTC',
  counted_statuses text[] not null default '{completed}',
  max_duration_seconds int not null default 86400,
  clock_skew_seconds int not null default 600,
  dedupe boolean not null default true,
  lookback_days int not null default 7,
  created_at timestamptz not null default now(),
  constraint policy_pkey primary key (id),
  constraint policy_time_zone_check
    check (time_zone <> '' and octet_length(time_zone) < 128),
  constraint policy_counted_statuses_check check ((
    array_ndims(counted_statuses) = 1
    and cardinality(counted_statuses) <= 64
    and array_position(counted_statuses, null) is null
    and array_position(counted_statuses, '') is null
  ) is true),
  constraint policy_max_duration_seconds_check
    check (max_duration_seconds > 0),
  constraint policy_clock_skew_seconds_check
    check (clock_skew_seconds >= 0),
  constraint policy_lookback_days_check
    check (lookback_days between 0 and 366),
  constraint policy_created_at_check check (isfinite(created_at))
);

comment on table pop.policy is 'What counts as a play; the newest row governs new days. Append-only.';
comment on column pop.policy.time_zone is 'IANA name of the zone whose calendar dates are the days.';
comment on column pop.policy.counted_statuses is 'Statuses that count, compared without case.';
comment on column pop.policy.max_duration_seconds is 'Longer plays are excluded, never cut.';
comment on column pop.policy.clock_skew_seconds is 'How far a start may lie after its receipt.';
comment on column pop.policy.dedupe is 'Count one of the plays with the same device, campaign, content and start.';
comment on column pop.policy.lookback_days is 'How many sealed days a run looks back over for late plays.';

-- Only a name from the IANA list: a POSIX string such as "UTC+5" is accepted
-- by PostgreSQL and means minus five, and "localtime" means another zone on
-- another machine.  A trigger and not a check, because the list changes: what
-- was a name when the row was made must stay restorable.
create function pop.check_time_zone()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.time_zone in ('localtime', 'posixrules', 'Factory')
     or new.time_zone like 'posix/%'
     or not exists (
       select
       from pg_timezone_names z
       where z.name = new.time_zone
     )
  then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('"%s" is not an IANA time zone', new.time_zone),
      hint = 'select name from pg_timezone_names lists them.';
  end if;
  return new;
end
$$;

create trigger check_time_zone
before insert on pop.policy
for each row execute function pop.check_time_zone();

create trigger refuse_change
before update or delete or truncate on pop.policy
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.policy
for each row execute function pop.refuse_change();

alter table pop.policy enable always trigger check_time_zone;
alter table pop.policy enable always trigger refuse_change;
alter table pop.policy enable always trigger refuse_row_change;

alter function pop.check_time_zone() owner to pop_owner;
alter table pop.policy owner to pop_owner;

-- Foreign keys to this table lock its rows with the rights of its owner, for
-- which PostgreSQL wants UPDATE on one column.  The triggers refuse it still.
revoke all on function pop.check_time_zone() from public, pop_owner;
revoke all on pop.policy from public, pop_owner;
revoke all on sequence pop.policy_id_seq from public, pop_owner;
grant select, update (id) on pop.policy to pop_owner;
grant select, insert on pop.policy to pop_writer;
grant select on pop.policy to pop_reader;

insert into pop.policy default values;

commit;
