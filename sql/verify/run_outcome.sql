-- Verify pop:run_outcome on pg

do $$
begin
  assert (select version >= 9 from pop.schema_version), 'the version is known';
  assert (
    select count(*) = 3
       and bool_and(convalidated)
       and bool_and(pg_get_constraintdef(oid) like '%refused%')
    from pg_constraint
    where conrelid = 'pop.run'::regclass
      and conname in ('run_outcome_check', 'run_error_check',
                      'run_sealed_check')
  ), 'the log of runs knows all outcomes';
end
$$;
