-- Verify pop:device on pg

do $$
begin
  assert (select version >= 7 from pop.schema_version), 'the version is known';
  assert (
    select count(*) = 2 and bool_and(tgenabled = 'A')
    from pg_trigger
    where (tgrelid, tgname) in (
      ('pop.proof_of_play_device'::regclass, 'refuse_beyond_record'),
      ('pop.correction_device'::regclass, 'refuse_beyond_correction')
    )
  ), 'sealed records take no more devices';
end
$$;
