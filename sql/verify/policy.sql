-- Verify pop:policy on pg

select
  id, time_zone, counted_statuses, max_duration_seconds, clock_skew_seconds,
  dedupe, lookback_days, created_at
from pop.policy
where false;

do $$
begin
  assert exists (select from pop.policy), 'there is a policy';
  assert (
    select relowner = 'pop_owner'::regrole
    from pg_class
    where oid = 'pop.policy'::regclass
  ), 'pop_owner owns pop.policy';
  assert (
    select count(*) = 3 and bool_and(tgenabled = 'A')
    from pg_trigger
    where tgrelid = 'pop.policy'::regclass
      and not tgisinternal
  ), 'the guards of pop.policy are always enabled';
  assert has_table_privilege('pop_writer', 'pop.policy', 'select')
     and has_table_privilege('pop_writer', 'pop.policy', 'insert')
     and has_table_privilege('pop_reader', 'pop.policy', 'select'),
    'the writer may read and insert, the reader may read';
  assert not exists (
    select
    from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role
    where has_table_privilege(role, 'pop.policy',
            'update, delete, truncate, references, trigger')
       or role <> 'pop_writer'
      and has_table_privilege(role, 'pop.policy', 'insert')
  ), 'nobody may do more';
end
$$;
