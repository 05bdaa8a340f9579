-- Verify pop:token on pg

select
  id, secret_sha256, principal, note, expires_at, created_at, created_by
from pop.token
where false;

select token_id, note, created_at, created_by
from pop.token_revocation
where false;

do $$
begin
  assert (select version >= 4 from pop.schema_version), 'the version is known';
  assert (
    select bool_and(relowner = 'pop_owner'::regrole)
    from pg_class
    where oid in ('pop.token'::regclass, 'pop.token_revocation'::regclass)
  ), 'pop_owner owns the tokens';
  assert (
    select count(*) = 4 and bool_and(tgenabled = 'A')
    from pg_trigger
    where tgrelid in ('pop.token'::regclass, 'pop.token_revocation'::regclass)
      and not tgisinternal
  ), 'the guards of the tokens are always enabled';
  assert not exists (
    select
    from unnest(array['pop.token', 'pop.token_revocation']) as name
    where not has_table_privilege('pop_writer', name, 'select')
       or not has_table_privilege('pop_writer', name, 'insert')
       or not has_table_privilege('pop_reader', name, 'select')
  ), 'the writer may read and insert, the reader may read';
  assert not exists (
    select
    from unnest(array['pop_owner', 'pop_writer', 'pop_reader']) as role,
         unnest(array['pop.token', 'pop.token_revocation']) as name
    where has_table_privilege(role, name,
            'update, delete, truncate, references, trigger')
       or role <> 'pop_writer' and has_table_privilege(role, name, 'insert')
  ), 'nobody may do more';
end
$$;
