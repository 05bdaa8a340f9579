-- Deploy pop:access to pg
--
-- Who may read which advertiser's records.  The web server says who somebody
-- is; this table says what they may see.  A grant is taken back by a later row
-- that refuses what it granted, so that it can always be told who could read
-- what at which time.

begin;

create table pop.access (
  id bigint generated always as identity,
  principal text not null,
  advertiser_id uuid,
  granted boolean not null default true,
  note text not null default '',
  created_at timestamptz not null default now(),
  created_by text not null default session_user,
  constraint access_pkey primary key (id),
  constraint access_principal_check
    check (principal <> '' and octet_length(principal) <= 256),
  constraint access_created_at_check check (isfinite(created_at))
);

create index access_principal_idx
on pop.access (principal, advertiser_id, id);

-- What holds now: the newest word on each principal and advertiser.
create view pop.access_now as
select
  a.principal,
  a.advertiser_id,
  a.note,
  a.created_at
from (
  select distinct on (h.principal, h.advertiser_id)
    h.principal,
    h.advertiser_id,
    h.granted,
    h.note,
    h.created_at
  from pop.access h
  order by h.principal, h.advertiser_id, h.id desc
) a
where a.granted;

comment on table pop.access is 'What a principal of the report may read. Append-only; the newest row of a principal and advertiser decides.';
comment on column pop.access.principal is 'The name the web server vouches for, or that of a token.';
comment on column pop.access.advertiser_id is 'Whose campaigns may be read; null: everybody''s.';
comment on column pop.access.granted is 'False: an earlier grant is taken back.';
comment on view pop.access_now is 'The grants that hold now.';

create trigger refuse_change
before update or delete or truncate on pop.access
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.access
for each row execute function pop.refuse_change();

alter table pop.access enable always trigger refuse_change;
alter table pop.access enable always trigger refuse_row_change;

alter table pop.access owner to pop_owner;
alter view pop.access_now owner to pop_owner;
revoke all on pop.access, pop.access_now from public, pop_owner;
revoke all on sequence pop.access_id_seq from public, pop_owner;
grant select on pop.access to pop_owner;
grant select, insert on pop.access to pop_writer;
grant select on pop.access to pop_reader;
grant select on pop.access_now to pop_writer, pop_reader;

create or replace view pop.schema_version as
select 3 as version;

commit;
