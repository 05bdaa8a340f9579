-- Verify pop:access on pg

select id, principal, advertiser_id, granted, note, created_at, created_by
from pop.access
where false;

select principal, advertiser_id, note, created_at
from pop.access_now
where false;

do $$
begin
  assert (select version >= 3 from pop.schema_version), 'the version is known';
  assert (
    select bool_and(relowner = 'pop_owner'::regrole)
    from pg_class
    where oid in ('pop.access'::regclass, 'pop.access_now'::regclass)
  ), 'pop_owner owns pop.access and its view';
  assert (
    select count(*) = 2 and bool_and(tgenabled = 'A')
    from pg_trigger
    where tgrelid = 'pop.access'::regclass
      and not tgisinternal
  ), 'the guards of pop.access are always enabled';
  assert has_table_privilege('pop_writer', 'pop.access', 'select')
     and has_table_privilege('pop_writer', 'pop.access', 'insert')
     and has_table_privilege('pop_writer', 'pop.access_now', 'select')
     and has_table_privilege('pop_reader', 'pop.access', 'select')
     and has_table_privilege('pop_reader', 'pop.access_now', 'select'),
    'the writer may read and insert, the reader may read';
  assert not exists (
    select
    from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role
    where has_table_privilege(role, 'pop.access',
            'update, delete, truncate, references, trigger')
       or role <> 'pop_writer'
      and has_table_privilege(role, 'pop.access', 'insert')
  ), 'nobody may do more';
end
$$;
