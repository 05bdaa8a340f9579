-- Verify pop:seal on pg

select seq, kind, date, body from pop.seal where false;

do $$
begin
  assert (select version >= 5 from pop.schema_version), 'the version is known';
  assert (
    select relowner = 'pop_owner'::regrole
    from pg_class
    where oid = 'pop.seal'::regclass
  ), 'pop_owner owns pop.seal';
  assert (
    select count(*) = 3 and bool_and(tgenabled = 'A')
    from pg_trigger
    where tgrelid = 'pop.seal'::regclass
      and not tgisinternal
  ), 'the guards of pop.seal are always enabled';
  assert (
    select tgenabled = 'A'
    from pg_trigger
    where tgrelid = 'pop.proof_of_play'::regclass
      and tgname = 'refuse_beyond_seal'
  ), 'a sealed day is guarded';
  assert has_table_privilege('pop_writer', 'pop.seal', 'select')
     and has_table_privilege('pop_writer', 'pop.seal', 'insert')
     and has_table_privilege('pop_reader', 'pop.seal', 'select'),
    'the writer may read and insert, the reader may read';
  assert not exists (
    select
    from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role
    where has_table_privilege(role, 'pop.seal',
            'update, delete, truncate, references, trigger')
       or role <> 'pop_writer'
      and has_table_privilege(role, 'pop.seal', 'insert')
  ), 'nobody may do more';
end
$$;
