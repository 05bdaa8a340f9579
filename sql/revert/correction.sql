-- Revert pop:correction from pg

begin;

create or replace view pop.schema_version as
select 5 as version;

create or replace function pop.check_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  hash text := encode(sha256(convert_to(new.body, 'UTF8')), 'hex');
  before text := (select s.body from pop.seal s where s.seq = new.seq - 1);
  after text := (select s.body from pop.seal s where s.seq = new.seq + 1);
  link text := coalesce(encode(sha256(convert_to(before, 'UTF8')), 'hex'),
                        repeat('0', 64));
  there bigint;
begin
  if new.seq > 1 and before is null then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s has no seal before it', new.seq);
  end if;
  if split_part(new.body, e'\n', 9) <> 'prev ' || link
     or split_part(new.body, e'\n', 10) collate "C"
        < split_part(before, e'\n', 10)
  then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s does not follow the one before it', new.seq);
  end if;
  if split_part(after, e'\n', 9) <> 'prev ' || hash then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s is not followed by the one after it', new.seq);
  end if;
  if new.kind = 'day' then
    there := (select count(*) from pop.proof_of_play r where r.date = new.date);
    if there <> pop.seal_records(new.body) then
      raise exception using
        errcode = 'POP03',
        message = format('seal %s does not cover the records of its day',
                         new.seq),
        detail = format('It says %s, there are %s.',
                        pop.seal_records(new.body), there);
    end if;
  end if;
  return new;
end
$$;

revoke update (seq) on pop.seal from pop_owner;
drop view pop.effective_device;
drop view pop.effective_record;
drop table pop.correction_device;
drop table pop.correction;
drop function pop.check_correction();

commit;
