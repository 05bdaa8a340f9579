-- Deploy pop:run to pg
--
-- What was tried when, by whom, with what outcome.  A day without campaigns
-- has no records: its run is what says that it was sealed.

begin;

create table pop.run (
  id bigint generated always as identity,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  program_version text not null,
  host text not null,
  username text not null,
  date date not null,
  policy_id bigint,
  plays_read bigint,
  plays_counted bigint,
  plays_excluded bigint,
  orphans bigint,
  records bigint,
  outcome text not null,
  error text,
  constraint run_pkey primary key (id),
  constraint run_policy_id_fkey
    foreign key (policy_id) references pop.policy (id),
  constraint run_time_check check (
    isfinite(started_at)
    and isfinite(finished_at)
    and started_at <= finished_at
  ),
  constraint run_date_check
    check (date between '0001-01-01' and '9999-12-31'),
  constraint run_counts_check check (
    plays_read = plays_counted + plays_excluded + orphans
    and least(plays_counted, plays_excluded, orphans, records) >= 0
  ),
  constraint run_outcome_check check (outcome in ('sealed', 'failed')),
  constraint run_error_check check ((outcome = 'failed') = (error is not null)),
  constraint run_sealed_check check (
    outcome <> 'sealed'
    or num_nulls(policy_id, plays_read, plays_counted, plays_excluded,
                 orphans, records) = 0
  )
);

-- One day is sealed once; also how the sealed days are found.
create unique index run_sealed_date_idx
on pop.run (date) where outcome = 'sealed';

comment on table pop.run is 'The runs of the aggregation, a row a day tried. Append-only.';
comment on column pop.run.date is 'The day the run worked on.';
comment on column pop.run.orphans is 'Plays of campaigns that pop.source_campaign does not have.';

create trigger refuse_change
before update or delete or truncate on pop.run
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.run
for each row execute function pop.refuse_change();

alter table pop.run enable always trigger refuse_change;
alter table pop.run enable always trigger refuse_row_change;

alter table pop.run owner to pop_owner;
revoke all on pop.run from public, pop_owner;
revoke all on sequence pop.run_id_seq from public, pop_owner;
grant select on pop.run to pop_owner;
grant select, insert on pop.run to pop_writer;
grant select on pop.run to pop_reader;

create or replace view pop.schema_version as
select 2 as version;

commit;
