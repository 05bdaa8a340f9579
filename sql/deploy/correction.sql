-- Deploy pop:correction to pg
--
-- What became known of a sealed day later.  A correction restates the whole
-- record; the original stays beside it, and the highest revision is what
-- holds.  The corrections of a run share one seal.

begin;

-- The columns, defaults and checks of a record, and what a correction adds.
create table pop.correction (
  like pop.proof_of_play including defaults including constraints,
  revision int not null,
  supersedes bytea not null,
  reason text not null,
  note text not null default '',
  seal_seq bigint not null,
  constraint correction_pkey primary key (id),
  constraint correction_revision_key unique (campaign_id, date, revision),
  constraint correction_policy_id_fkey
    foreign key (policy_id) references pop.policy (id),
  -- the seal is written after what it covers, in the same transaction
  constraint correction_seal_seq_fkey
    foreign key (seal_seq) references pop.seal (seq)
    deferrable initially deferred,
  constraint correction_revision_check check (revision > 0),
  constraint correction_supersedes_check check (octet_length(supersedes) = 32),
  constraint correction_reason_check check (reason in (
    'late_plays', 'duplicate', 'invalid_traffic', 'clock', 'dispute',
    'software_error'
  )),
  constraint correction_note_check check (octet_length(note) <= 4096)
);

\if :campaign_fk
alter table pop.correction
  add constraint correction_campaign_id_fkey
  foreign key (campaign_id) references public.campaigns (id);
\endif

create index correction_seal_seq_idx on pop.correction (seal_seq);

create table pop.correction_device (
  campaign_id uuid not null,
  date date not null,
  revision int not null,
  device_id uuid not null,
  store_id uuid,
  impressions bigint not null,
  duration_seconds bigint not null,
  constraint correction_device_key unique nulls not distinct
    (campaign_id, date, revision, device_id, store_id),
  constraint correction_device_correction_fkey
    foreign key (campaign_id, date, revision)
    references pop.correction (campaign_id, date, revision),
  constraint correction_device_impressions_check
    check (impressions between 1 and 9007199254740991),
  constraint correction_device_duration_seconds_check
    check (duration_seconds between impressions and 9007199254740991)
);

comment on table pop.correction is 'Restatements of sealed records. Append-only.';
comment on table pop.correction_device is 'The devices behind each correction, one row per device and store. Append-only.';
comment on column pop.correction.revision is 'From 1; the original record is revision 0.';
comment on column pop.correction.supersedes is 'Leaf of what it replaces; zeros where the day was sealed without a record.';
comment on column pop.correction.note is 'For people; not part of what is sealed.';
comment on column pop.correction.seal_seq is 'The seal that covers it.';
comment on column pop.correction_device.store_id is 'Null: the play and the device have no store.';

-- A correction is of a sealed day, follows the revision before it, and is not
-- added to a seal that was written already, unless one of those was lost.
create function pop.check_correction()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  original boolean := exists (
    select
    from pop.proof_of_play r
    where r.campaign_id = new.campaign_id
      and r.date = new.date
  );
  sealed bigint := (
    select case s.kind when 'correction' then pop.seal_records(s.body) else 0 end
    from pop.seal s
    where s.seq = new.seal_seq
  );
begin
  if not exists (
    select
    from pop.seal s
    where s.kind = 'day'
      and s.date = new.date
  ) then
    raise exception using
      errcode = 'POP03',
      message = format('%s is not sealed, so nothing is to be corrected',
                       to_char(new.date::timestamp, 'YYYY-MM-DD'));
  end if;
  if new.revision > 1 and not exists (
    select
    from pop.correction c
    where c.campaign_id = new.campaign_id
      and c.date = new.date
      and c.revision = new.revision - 1
  ) then
    raise exception using
      errcode = 'POP03',
      message = format('revision %s has none before it', new.revision);
  end if;
  if (new.supersedes = decode(repeat('00', 32), 'hex'))
     <> (new.revision = 1 and not original)
  then
    raise exception using
      errcode = 'POP03',
      message = 'a correction replaces the record or revision before it';
  end if;
  if sealed <= (
    select count(*)
    from pop.correction c
    where c.seal_seq = new.seal_seq
  ) then
    raise exception using
      errcode = 'POP02',
      message = format('seal %s covers no more corrections', new.seal_seq);
  end if;
  return new;
end
$$;

-- As before, and a seal of corrections covers those that name it.
create or replace function pop.check_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  hash text := encode(sha256(convert_to(new.body, 'UTF8')), 'hex');
  before text := (select s.body from pop.seal s where s.seq = new.seq - 1);
  after text := (select s.body from pop.seal s where s.seq = new.seq + 1);
  link text := coalesce(encode(sha256(convert_to(before, 'UTF8')), 'hex'),
                        repeat('0', 64));
  there bigint;
begin
  if new.seq > 1 and before is null then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s has no seal before it', new.seq);
  end if;
  if split_part(new.body, e'\n', 9) <> 'prev ' || link
     or split_part(new.body, e'\n', 10) collate "C"
        < split_part(before, e'\n', 10)
  then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s does not follow the one before it', new.seq);
  end if;
  if split_part(after, e'\n', 9) <> 'prev ' || hash then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s is not followed by the one after it', new.seq);
  end if;
  if new.kind = 'day' then
    there := (select count(*) from pop.proof_of_play r where r.date = new.date);
  else
    there := (select count(*) from pop.correction c where c.seal_seq = new.seq);
  end if;
  if there <> pop.seal_records(new.body) then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s does not cover what it seals', new.seq),
      detail = format('It says %s, there are %s.',
                      pop.seal_records(new.body), there);
  end if;
  return new;
end
$$;

-- What holds: the highest revision of each record.
create view pop.effective_record as
select
  r.id,
  r.campaign_id,
  r.date,
  r.total_impressions,
  r.unique_devices,
  r.unique_stores,
  r.total_duration_seconds,
  r.hourly_breakdown,
  r.geographic_breakdown,
  r.created_at,
  r.advertiser_id,
  r.campaign_name,
  r.time_zone,
  r.day_start,
  r.day_end,
  r.policy_id,
  r.plays_received,
  r.plays_excluded,
  r.outside_flight,
  r.devices_sha256,
  0 as revision
from pop.proof_of_play r
where not exists (
  select
  from pop.correction later
  where later.campaign_id = r.campaign_id
    and later.date = r.date
)
union all
select
  c.id,
  c.campaign_id,
  c.date,
  c.total_impressions,
  c.unique_devices,
  c.unique_stores,
  c.total_duration_seconds,
  c.hourly_breakdown,
  c.geographic_breakdown,
  c.created_at,
  c.advertiser_id,
  c.campaign_name,
  c.time_zone,
  c.day_start,
  c.day_end,
  c.policy_id,
  c.plays_received,
  c.plays_excluded,
  c.outside_flight,
  c.devices_sha256,
  c.revision
from pop.correction c
where not exists (
  select
  from pop.correction later
  where later.campaign_id = c.campaign_id
    and later.date = c.date
    and later.revision > c.revision
);

-- The devices behind what holds.
create view pop.effective_device as
select
  d.campaign_id,
  d.date,
  d.device_id,
  d.store_id,
  d.impressions,
  d.duration_seconds
from pop.proof_of_play_device d
where not exists (
  select
  from pop.correction later
  where later.campaign_id = d.campaign_id
    and later.date = d.date
)
union all
select
  d.campaign_id,
  d.date,
  d.device_id,
  d.store_id,
  d.impressions,
  d.duration_seconds
from pop.correction_device d
where not exists (
  select
  from pop.correction later
  where later.campaign_id = d.campaign_id
    and later.date = d.date
    and later.revision > d.revision
);

comment on view pop.effective_record is 'Records as they hold now: the highest revision, 0 for the original.';
comment on view pop.effective_device is 'The devices behind pop.effective_record.';

create trigger check_correction
before insert on pop.correction
for each row execute function pop.check_correction();

create trigger refuse_change
before update or delete or truncate on pop.correction
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.correction
for each row execute function pop.refuse_change();

create trigger refuse_change
before update or delete or truncate on pop.correction_device
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.correction_device
for each row execute function pop.refuse_change();

alter table pop.correction enable always trigger check_correction;
alter table pop.correction enable always trigger refuse_change;
alter table pop.correction enable always trigger refuse_row_change;
alter table pop.correction_device enable always trigger refuse_change;
alter table pop.correction_device enable always trigger refuse_row_change;

alter function pop.check_correction() owner to pop_owner;
alter table pop.correction owner to pop_owner;
alter table pop.correction_device owner to pop_owner;
alter view pop.effective_record owner to pop_owner;
alter view pop.effective_device owner to pop_owner;

-- UPDATE on one column: see policy.sql.
revoke all on function pop.check_correction() from public, pop_owner;
revoke all on
  pop.correction, pop.correction_device, pop.effective_record,
  pop.effective_device
from public, pop_owner;
grant select, update (id) on pop.correction to pop_owner;
grant select on pop.correction_device to pop_owner;
grant update (seq) on pop.seal to pop_owner;
grant select, insert on pop.correction, pop.correction_device to pop_writer;
grant select on pop.correction, pop.correction_device to pop_reader;
grant select on pop.effective_record, pop.effective_device
to pop_writer, pop_reader;

create or replace view pop.schema_version as
select 6 as version;

commit;
