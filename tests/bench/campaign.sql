-- One campaign in flight for as long as it takes, and its plays.
-- psql variables: campaign (a UUID), first (its first day), days, devices,
-- stores, plays (of each device and day, spread over the day).

insert into public.campaigns
values (
    :'campaign', 'aaaaaaaa-0000-4000-8000-000000000001',
    'Campaign of ' || :devices || ' devices', 'ACTIVE', :'first', null
);

insert into public.stores
select
    md5('store' || n)::uuid,
    'Store number ' || n,
    'Region ' || (n % 40)
from generate_series(1, :stores) as n
on conflict do nothing;

insert into public.devices
select
    md5('device' || n)::uuid,
    md5('store' || (1 + n % :stores))::uuid
from generate_series(1, :devices) as n
on conflict do nothing;

insert into public.playback_logs
    (id, campaign_id, device_id, content_id, store_id, started_at,
     duration_seconds, status, created_at)
select
    gen_random_uuid(),
    :'campaign',
    md5('device' || n)::uuid,
    'c0000000-0000-4000-8000-000000000001',
    md5('store' || (1 + n % :stores))::uuid,
    d.day + n % 3000 * interval '1 second'
        + p * interval '1 day' / :plays,
    15,
    case when (n + p) % 20 = 0 then 'PARTIAL' else 'COMPLETED' end,
    d.day + interval '1 day'
from generate_series(
    :'first'::timestamptz,
    :'first'::timestamptz + (:days - 1) * interval '1 day',
    interval '1 day'
) as d (day)
cross join generate_series(1, :devices) as n
cross join generate_series(0, :plays - 1) as p;
