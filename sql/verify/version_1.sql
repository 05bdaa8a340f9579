-- Verify pop:version_1 on pg
--
-- Later changes raise the version.

do $$
begin
  assert (select version >= 1 from pop.schema_version), 'the version is known';
  assert has_table_privilege('pop_writer', 'pop.schema_version', 'select')
     and has_table_privilege('pop_reader', 'pop.schema_version', 'select'),
    'writer and reader may read the version';
end
$$;
