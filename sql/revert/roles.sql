-- Revert pop:roles from pg
--
-- A role that another database still uses stays.

begin;

do $$
declare
  name text;
begin
  foreach name in array array['pop_owner', 'pop_writer', 'pop_reader'] loop
    begin
      execute format('drop role if exists %I', name);
    exception when dependent_objects_still_exist then
      raise notice 'role % is used by another database and stays', name;
    end;
  end loop;
end
$$;

commit;
