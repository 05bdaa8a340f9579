-- The platform's own tables, as the demo, the tests and the default source
-- views use them.  Not part of the migrations: a real platform has its own.

create table public.campaigns (
  id uuid primary key,
  advertiser_id uuid,
  name text not null,
  status text not null check (status in (
    'DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'SCHEDULED',
    'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED'
  )),
  start_date date not null,
  end_date date -- null: open
);

create table public.stores (
  id uuid primary key,
  name text not null,
  region text
);

create table public.devices (
  id uuid primary key,
  store_id uuid
);

-- What the devices post.  Nothing but the start is trusted, so nothing else
-- is checked: plays may name unknown campaigns, stores and devices.
create table public.playback_logs (
  id uuid not null,
  device_id uuid not null,
  campaign_id uuid not null,
  content_id uuid not null,
  store_id uuid,
  supplier_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  duration_seconds int,
  status text, -- COMPLETED (80 % or more), PARTIAL, SKIPPED, ERROR
  metadata jsonb,
  created_at timestamptz default now()
) partition by range (started_at);

-- A platform adds a partition a day; this one takes what has none.
create table public.playback_logs_default
partition of public.playback_logs default;

create index playback_logs_started_at
on public.playback_logs using brin (started_at) with (pages_per_range = 32);
