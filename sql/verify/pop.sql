-- Verify pop:pop on pg

do $$
begin
  assert has_schema_privilege('pop_writer', 'pop', 'usage')
     and has_schema_privilege('pop_reader', 'pop', 'usage')
     and not has_schema_privilege('pop_writer', 'pop', 'create')
     and not has_schema_privilege('pop_reader', 'pop', 'create'),
    'writer and reader may use the schema and create nothing';
  assert (
    select proowner = 'pop_owner'::regrole
       and proconfig = array['search_path=pg_catalog, pg_temp']
    from pg_proc
    where oid = 'pop.refuse_change()'::regprocedure
  ), 'pop.refuse_change is pop_owner''s and pins its search_path';
end
$$;
