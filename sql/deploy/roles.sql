-- Deploy pop:roles to pg
--
-- Roles belong to the whole server, so another database may have made them:
-- they are created where missing and given the same attributes everywhere.
--   pop_owner   owns every object; nobody can log in as it or is a member
--   pop_writer  the nightly run: reads and inserts
--   pop_reader  the report and the auditor: reads
-- Writer and reader may log in but have no password; see README.md.

begin;

do $$
declare
  name text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise exception 'deploying needs a superuser, and % is none', current_user;
  end if;
  foreach name in array array['pop_owner', 'pop_writer', 'pop_reader'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
  end loop;
  if exists (
    select
    from pg_auth_members
    where 'pop_owner'::regrole in (roleid, member)
  ) then
    raise exception 'pop_owner has members or is one';
  end if;
end
$$;

alter role pop_owner with nologin nosuperuser nocreatedb nocreaterole
  noreplication nobypassrls;
alter role pop_writer with login nosuperuser nocreatedb nocreaterole
  noreplication nobypassrls;
alter role pop_reader with login nosuperuser nocreatedb nocreaterole
  noreplication nobypassrls;
alter role pop_reader set default_transaction_read_only = on;

commit;
