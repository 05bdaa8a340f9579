-- Verify pop:proof_of_play on pg

select
  id, campaign_id, date, total_impressions, unique_devices, unique_stores,
  total_duration_seconds, hourly_breakdown, geographic_breakdown, created_at,
  advertiser_id, campaign_name, time_zone, day_start, day_end, policy_id,
  plays_received, plays_excluded, outside_flight, devices_sha256
from pop.proof_of_play
where false;

select
  campaign_id, date, device_id, store_id, impressions, duration_seconds
from pop.proof_of_play_device
where false;

do $$
declare
  evidence regclass;
begin
  assert (
    select conkey = array[2, 3]::smallint[] and contype = 'u'
    from pg_constraint
    where conrelid = 'pop.proof_of_play'::regclass
      and conname = 'idx_pop_campaign_date'
  ), 'campaign and date are unique';
  foreach evidence in array array[
    'pop.proof_of_play', 'pop.proof_of_play_device'
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
    where conrelid = 'pop.proof_of_play'::regclass
      and confrelid = 'public.campaigns'::regclass
      and confdeltype = 'a'
  ), 'records refer to campaigns, without cascade';
end
$$;
\endif
