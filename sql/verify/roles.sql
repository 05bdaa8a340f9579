-- Verify pop:roles on pg

do $$
begin
  assert (
    select count(*) = 3
       and bool_and(rolcanlogin = (rolname <> 'pop_owner'))
       and not bool_or(rolsuper or rolcreatedb or rolcreaterole
                       or rolreplication or rolbypassrls)
    from pg_roles
    where rolname in ('pop_owner', 'pop_writer', 'pop_reader')
  ), 'the roles are there and can do no more than they should';
  assert not exists (
    select
    from pg_auth_members
    where 'pop_owner'::regrole in (roleid, member)
  ), 'pop_owner has no members and is none';
  assert exists (
    select
    from pg_db_role_setting
    where setdatabase = 0
      and setrole = 'pop_reader'::regrole
      and 'default_transaction_read_only=on' = any (setconfig)
  ), 'pop_reader is read-only by default';
end
$$;
