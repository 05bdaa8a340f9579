-- Deploy pop:seal to pg
--
-- The chain of seals: each row is one seal file, byte for byte, and names the
-- SHA-256 of the one before.  seq has no sequence object, so a gap is always
-- evidence.  Signatures are not in the database.

begin;

create table pop.seal (
  seq bigint not null,
  kind text not null,
  date date not null,
  body text not null,
  constraint seal_pkey primary key (seq),
  constraint seal_seq_check check (seq > 0),
  constraint seal_kind_check check (kind in ('day', 'correction')),
  constraint seal_body_check check (
    octet_length(body) < 1024
    and body ~ ('^pop-seal/v1\n'
      'origin [A-Za-z0-9._:/@+-]{1,255}\n'
      'seq [1-9][0-9]*\n'
      'kind (day|correction)\n'
      'date [0-9]{4}-[0-9]{2}-[0-9]{2}\n'
      'zone [!-~]{1,127}\n'
      'records (0|[1-9][0-9]*)\n'
      'root [0-9a-f]{64}\n'
      'prev [0-9a-f]{64}\n'
      'sealed [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\n$')
  ),
  constraint seal_columns_check check (
    split_part(body, e'\n', 3) = 'seq ' || seq
    and split_part(body, e'\n', 4) = 'kind ' || kind
    and split_part(body, e'\n', 5)
        = 'date ' || to_char(date::timestamp, 'YYYY-MM-DD')
  )
);

-- One day seal a date, in any order of dates.
create unique index seal_day_idx on pop.seal (date) where kind = 'day';

comment on table pop.seal is 'The chain of seals, a file a row. Append-only.';
comment on column pop.seal.date is 'The day sealed, or the date of the correcting run.';
comment on column pop.seal.body is 'The seal file, byte for byte.';

-- How many records a seal says it covers.
create function pop.seal_records(body text)
returns bigint
language sql
immutable
strict
parallel safe
begin atomic
  select substr(split_part(body, e'\n', 7), 9)::bigint;
end;

-- A seal follows the one before it; where it fills a gap, the one after must
-- follow it.  It covers just the records that are there.
create function pop.check_seal()
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

-- A sealed day takes no more records than its seal covers.  So nothing is
-- added, while records that were lost can be put back.
create function pop.refuse_beyond_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  sealed date := (
    select s.date
    from (select distinct a.date from added a) d
    join pop.seal s on s.date = d.date and s.kind = 'day'
    where pop.seal_records(s.body) < (
      select count(*)
      from pop.proof_of_play r
      where r.date = s.date
    )
    order by s.date
    limit 1
  );
begin
  if sealed is not null then
    raise exception using
      errcode = 'POP02',
      message = format('%s is sealed', to_char(sealed::timestamp, 'YYYY-MM-DD')),
      detail = 'What is new about a sealed day is a correction.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

create trigger check_seal
before insert on pop.seal
for each row execute function pop.check_seal();

create trigger refuse_change
before update or delete or truncate on pop.seal
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.seal
for each row execute function pop.refuse_change();

create trigger refuse_beyond_seal
after insert on pop.proof_of_play
referencing new table as added
for each statement execute function pop.refuse_beyond_seal();

alter table pop.seal enable always trigger check_seal;
alter table pop.seal enable always trigger refuse_change;
alter table pop.seal enable always trigger refuse_row_change;
alter table pop.proof_of_play enable always trigger refuse_beyond_seal;

alter function pop.seal_records(text) owner to pop_owner;
alter function pop.check_seal() owner to pop_owner;
alter function pop.refuse_beyond_seal() owner to pop_owner;
alter table pop.seal owner to pop_owner;

revoke all on function
  pop.seal_records(text), pop.check_seal(), pop.refuse_beyond_seal()
from public, pop_owner;
revoke all on pop.seal from public, pop_owner;
grant execute on function pop.seal_records(text) to pop_writer;
grant select on pop.seal to pop_owner;
grant select, insert on pop.seal to pop_writer;
grant select on pop.seal to pop_reader;

create or replace view pop.schema_version as
select 5 as version;

commit;
