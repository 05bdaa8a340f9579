-- Revert pop:run_outcome from pg
--
-- Rows that the older rules do not know stay: nothing of the log is deleted.

begin;

create or replace view pop.schema_version as
select 8 as version;

comment on table pop.run is 'The runs of the aggregation, a row a day tried. Append-only.';
comment on column pop.run.records is null;
comment on column pop.run.outcome is null;
comment on column pop.run.error is null;

alter table pop.run
drop constraint run_outcome_check,
drop constraint run_error_check,
drop constraint run_sealed_check,
add constraint run_outcome_check
  check (outcome in ('sealed', 'failed')) not valid,
add constraint run_error_check
  check ((outcome = 'failed') = (error is not null)) not valid,
add constraint run_sealed_check check (
  outcome <> 'sealed'
  or num_nulls(policy_id, plays_read, plays_counted, plays_excluded,
               orphans, records) = 0
) not valid;

do $$
begin
  if not exists (
    select
    from pop.run u
    where u.outcome not in ('sealed', 'failed')
  ) then
    alter table pop.run
    validate constraint run_outcome_check,
    validate constraint run_error_check,
    validate constraint run_sealed_check;
  end if;
end
$$;

commit;
