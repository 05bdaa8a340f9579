-- Deploy pop:run_outcome to pg
--
-- The log of runs knows what else a run does with a day: corrects it, finds
-- late plays when it looks back, or is refused.

begin;

alter table pop.run
drop constraint run_outcome_check,
drop constraint run_error_check,
drop constraint run_sealed_check,
add constraint run_outcome_check check (
  outcome in ('sealed', 'corrected', 'looked_back', 'refused', 'failed')
),
add constraint run_error_check check (
  (outcome in ('refused', 'failed')) = (error is not null)
),
add constraint run_sealed_check check (
  outcome in ('refused', 'failed')
  or num_nulls(policy_id, plays_read, plays_counted, plays_excluded,
               orphans, records) = 0
);

comment on table pop.run is 'The runs of the aggregation, a row a day worked on. Append-only. A sealed day that is as it was leaves none.';
comment on column pop.run.records is 'Written: records where sealed, else corrections.';
comment on column pop.run.outcome is 'sealed; corrected by a person; looked_back, which found late plays; refused, nothing was tried; failed.';
comment on column pop.run.error is 'Message, SQLSTATE and detail.';

create or replace view pop.schema_version as
select 9 as version;

commit;
