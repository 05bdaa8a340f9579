-- Verify pop:run on pg

select
  id, started_at, finished_at, program_version, host, username, date,
  policy_id, plays_read, plays_counted, plays_excluded, orphans, records,
  outcome, error
from pop.run
where false;

do $$
begin
  assert (select version >= 2 from pop.schema_version), 'the version is known';
  assert (
    select relowner = 'pop_owner'::regrole
    from pg_class
    where oid = 'pop.run'::regclass
  ), 'pop_owner owns pop.run';
  assert (
    select count(*) = 2 and bool_and(tgenabled = 'A')
    from pg_trigger
    where tgrelid = 'pop.run'::regclass
      and not tgisinternal
  ), 'the guards of pop.run are always enabled';
  assert has_table_privilege('pop_writer', 'pop.run', 'select')
     and has_table_privilege('pop_writer', 'pop.run', 'insert')
     and has_table_privilege('pop_reader', 'pop.run', 'select'),
    'the writer may read and insert, the reader may read';
  assert not exists (
    select
    from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role
    where has_table_privilege(role, 'pop.run',
            'update, delete, truncate, references, trigger')
       or role <> 'pop_writer'
      and has_table_privilege(role, 'pop.run', 'insert')
  ), 'nobody may do more';
end
$$;
