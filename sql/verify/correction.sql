-- Verify pop:correction on pg

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
  c.revision, c.supersedes, c.reason, c.note, c.seal_seq
from pop.correction c
where false;

select
  campaign_id, date, revision, device_id, store_id, impressions,
  duration_seconds
from pop.correction_device
where false;

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
  r.revision
from pop.effective_record r
where false;

select
  campaign_id, date, device_id, store_id, impressions, duration_seconds
from pop.effective_device
where false;

do $$
declare
  evidence regclass;
begin
  assert (select version >= 6 from pop.schema_version), 'the version is known';
  assert (
    select tgenabled = 'A'
    from pg_trigger
    where tgrelid = 'pop.correction'::regclass
      and tgname = 'check_correction'
  ), 'corrections are checked';
  foreach evidence in array array[
    'pop.correction', 'pop.correction_device'
  ]::regclass[] loop
    assert (
      select relowner = 'pop_owner'::regrole
      from pg_class
      where oid = evidence
    ), format('pop_owner owns %s', evidence);
    assert (
      select count(*) = 2 and bool_and(tgenabled = 'A')
      from pg_trigger
      where tgrelid = evidence
        and tgname in ('refuse_change', 'refuse_row_change')
    ), format('the guards of %s are always enabled', evidence);
    assert has_table_privilege('pop_writer', evidence, 'select')
       and has_table_privilege('pop_writer', evidence, 'insert')
       and has_table_privilege('pop_reader', evidence, 'select'),
      format('the writer may read and insert, the reader read %s', evidence);
    assert not exists (
      select
      from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role
      where has_table_privilege(role, evidence,
              'update, delete, truncate, references, trigger')
         or role <> 'pop_writer'
        and has_table_privilege(role, evidence, 'insert')
    ), format('nobody may do more to %s', evidence);
  end loop;
end
$$;

\if :campaign_fk
do $$
begin
  assert exists (
    select
    from pg_constraint
    where conrelid = 'pop.correction'::regclass
      and confrelid = 'public.campaigns'::regclass
      and confdeltype = 'a'
  ), 'corrections refer to campaigns, without cascade';
end
$$;
\endif
