-- Verify pop:report on pg

do $$
begin
  assert (select version >= 8 from pop.schema_version), 'the version is known';
  assert (
    select count(*) = 2
       and bool_and(has_function_privilege('pop_reader', p, 'execute'))
    from unnest(array[
      'pop.report_campaign(uuid)'::regprocedure,
      'pop.report_records(date, date)'::regprocedure
    ]) p
  ), 'a report can ask';
end
$$;
