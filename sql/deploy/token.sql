-- Deploy pop:token to pg
--
-- Bearer tokens for machines.  The secret is random and is kept by its bearer
-- only; here stands its SHA-256.  A token is revoked by a row beside it.

begin;

create table pop.token (
  id uuid not null default gen_random_uuid(),
  secret_sha256 bytea not null,
  principal text not null,
  note text not null default '',
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by text not null default session_user,
  constraint token_pkey primary key (id),
  constraint token_secret_sha256_key unique (secret_sha256),
  constraint token_secret_sha256_check
    check (octet_length(secret_sha256) = 32),
  constraint token_principal_check
    check (principal <> '' and octet_length(principal) <= 256),
  constraint token_time_check check (
    isfinite(created_at)
    and isfinite(expires_at)
  )
);

create table pop.token_revocation (
  token_id uuid not null,
  note text not null default '',
  created_at timestamptz not null default now(),
  created_by text not null default session_user,
  constraint token_revocation_pkey primary key (token_id),
  constraint token_revocation_token_id_fkey
    foreign key (token_id) references pop.token (id),
  constraint token_revocation_created_at_check check (isfinite(created_at))
);

comment on table pop.token is 'Bearer tokens of the report. Append-only.';
comment on column pop.token.secret_sha256 is 'Of the whole token as it is sent.';
comment on column pop.token.principal is 'Whom it speaks for; see pop.access.';
comment on table pop.token_revocation is 'Tokens that hold no more. Append-only.';

create trigger refuse_change
before update or delete or truncate on pop.token
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.token
for each row execute function pop.refuse_change();

create trigger refuse_change
before update or delete or truncate on pop.token_revocation
for each statement execute function pop.refuse_change();

create trigger refuse_row_change
before update or delete on pop.token_revocation
for each row execute function pop.refuse_change();

alter table pop.token enable always trigger refuse_change;
alter table pop.token enable always trigger refuse_row_change;
alter table pop.token_revocation enable always trigger refuse_change;
alter table pop.token_revocation enable always trigger refuse_row_change;

alter table pop.token owner to pop_owner;
alter table pop.token_revocation owner to pop_owner;

-- UPDATE on one column: see policy.sql.
revoke all on pop.token, pop.token_revocation from public, pop_owner;
grant select, update (id) on pop.token to pop_owner;
grant select on pop.token_revocation to pop_owner;
grant select, insert on pop.token, pop.token_revocation to pop_writer;
grant select on pop.token, pop.token_revocation to pop_reader;

create or replace view pop.schema_version as
select 4 as version;

commit;
