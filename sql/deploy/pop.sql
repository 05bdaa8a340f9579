-- Deploy pop:pop to pg

begin;

create schema pop;
comment on schema pop is 'Proof-of-play records. Rows are added, never changed.';
alter schema pop owner to pop_owner;
revoke all on schema pop from public;
grant usage on schema pop to pop_writer, pop_reader;

-- The trigger function behind "never updated, never deleted".  Every table of
-- the schema that holds evidence has it twice, by statement and by row, with
-- ENABLE ALWAYS, so that session_replication_role does not walk around it.
create function pop.refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'POP01',
    message = format('%s on %I.%I is refused', tg_op,
                     tg_table_schema, tg_table_name),
    detail = 'Its rows are evidence: they are added, never changed.',
    schema = tg_table_schema,
    table = tg_table_name;
end
$$;
alter function pop.refuse_change() owner to pop_owner;
revoke all on function pop.refuse_change() from public, pop_owner;

commit;
