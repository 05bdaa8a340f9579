-- Random, dirty platform data for one day in one zone, and a random policy for
-- it.  The same variables give the same rows.
--   seed   from -1 to 1        day    YYYY-MM-DD
--   zone   IANA name           plays  rows of the log, about
-- Everything a log may hold is in it: see the words beside each choice.

select setseed(:seed) as seeded \gset

-- One of the elements, at random.
create or replace function pg_temp.pick(choices anyarray)
returns anyelement
language sql
volatile
as $$
  select choices[1 + floor(random() * cardinality(choices))::int]
$$;

create or replace function pg_temp.random_id()
returns uuid
language sql
volatile
as $$
  select md5(random()::text || random()::text)::uuid
$$;

insert into pop.policy (
  time_zone, counted_statuses, max_duration_seconds, clock_skew_seconds, dedupe
)
select :'zone',
       case floor(random() * 12)
         when 0 then array['COMPLETED', 'Partial']
         when 1 then array['completed', 'cOmPlEtEd', 'none']
         when 2 then array['skipped', 'completed', 'été', repeat('x', 60)]
         when 3 then array['no such status']
         else array['completed']
       end,
       pg_temp.pick(array[1, 15, 15, 60, 3600, 86400, 86400, 86400, 86400,
                          86400, 2147483647]),
       pg_temp.pick(array[0, 0, 1, 600, 600, 600, 86400, 2147483647]),
       random() < 0.75;

-- Where mistakes live: the edges of the days around, and the instants at which
-- the clock changes.
create temp table edge as
select (:'day'::date + d)::timestamp at time zone :'zone' as at
  from generate_series(-1, 2) d
 union
select t
  from (select t, t at time zone :'zone' - t at time zone 'UTC' as ahead,
               lag(t at time zone :'zone' - t at time zone 'UTC')
                 over (order by t) as ahead_before
          from generate_series((:'day'::date - 2)::timestamp at time zone 'UTC',
                               (:'day'::date + 3)::timestamp at time zone 'UTC',
                               interval '5 minutes') t) steps
 where ahead <> ahead_before;

-- Names that a careless program garbles.
create or replace function pg_temp.name(n int)
returns text
language sql
immutable
as $$
  select names[1 + n % cardinality(names)]
    from (select array[
            'North', 'north', 'unassigned', 'unknown', '', ' ', 'Đà Nẵng',
            E'\u0110a\u0300 Na\u0306\u0323ng', 'O''Brien & "Sons"',
            E'back\\slash', E'tab\tand\nline', E'\x01\x1f\x7f', '🛒 Markt 😀',
            '{}', '%s$1', E'\u2028', '</script>']) w (names)
$$;

create temp table fresh_store as
select pg_temp.random_id() as id, number
  from generate_series(1, 1 + floor(random() * 12)::int) number;

insert into public.stores (id, name, region)
select id, pg_temp.name(number + floor(random() * 17)::int),
       case when random() < 0.8
            then pg_temp.name(number / 2 + floor(random() * 17)::int)
       end
  from fresh_store;

-- A store nobody knows: deleted, or never there.
insert into fresh_store
select pg_temp.random_id(), -1 from generate_series(1, 2);

create temp table fresh_device as
select pg_temp.random_id() as id,
       case when random() < 0.8 then
         (select id from fresh_store order by md5(id::text || d) limit 1)
       end as store_id,
       d
  from generate_series(1, 1 + floor(random() * 30)::int) d;

insert into public.devices (id, store_id)
select id, store_id from fresh_device;

-- A device nobody knows.
insert into fresh_device select pg_temp.random_id(), null, -1;

-- In flight, over, not begun, open, ending before it starts, never approved.
create temp table fresh_campaign as
select pg_temp.random_id() as id,
       case when random() < 0.8 then pg_temp.random_id() end as advertiser_id,
       pg_temp.name(c) as name,
       pg_temp.pick(array[
         'ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'APPROVED', 'SCHEDULED',
         'PAUSED', 'COMPLETED', 'CANCELLED', 'DRAFT', 'PENDING_APPROVAL',
         'REJECTED']) as status,
       :'day'::date - 3 + floor(random() * 5)::int as start_date,
       case when random() < 0.97
            then :'day'::date - 2 + floor(random() * 5)::int
       end as end_date
  from generate_series(1, 1 + floor(random() * 15)::int) c;

insert into public.campaigns (
  id, advertiser_id, name, status, start_date, end_date
)
select id, advertiser_id, name, status, start_date, end_date
  from fresh_campaign;

-- A campaign nobody knows.
insert into fresh_campaign (id) select pg_temp.random_id();

create temp table fresh_play as
with number as materialized (
  select n,
         random() as near,
         pg_temp.pick((select array_agg(at) from edge)) as edge,
         pg_temp.pick((select array_agg(id) from fresh_campaign)) as campaign,
         pg_temp.pick((select array_agg(id) from fresh_device)) as device,
         pg_temp.pick((select array_agg(id) from fresh_store)) as store,
         random() as where_from
    from generate_series(1, :plays) n
)
select campaign as campaign_id,
       device as device_id,
       md5('content ' || floor(random() * 3))::uuid as content_id,
       case when where_from < 0.4 then null
            when where_from < 0.7
            then (select store_id from fresh_device where id = device)
            else store
       end as store_id,
       -- anywhere in three days, in the day, at an edge, around it
       case when near < 0.10 then (:'day'::date - 1)::timestamp
                                  at time zone :'zone'
                                  + random() * interval '3 days'
            when near < 0.50 then :'day'::timestamp at time zone :'zone'
                                  + random() * interval '26 hours'
                                  - interval '1 hour'
            when near < 0.60 then date_trunc('hour', edge
                                             + random() * interval '30 hours')
                                  + pg_temp.pick(array[-1, 0, 0, 1])
                                    * interval '1 microsecond'
            when near < 0.80 then edge
                                  + pg_temp.pick(array[-1, 0, 0, 1])
                                    * interval '1 microsecond'
            when near < 0.90 then edge
                                  + pg_temp.pick(array[-60, -30, -15, 15, 30,
                                                       45, 60, 90, 120])
                                    * interval '1 minute'
                                  - floor(random() * 2)
                                    * interval '1 microsecond'
            else edge + (random() - 0.5) * interval '4 hours'
       end as started_at,
       case when random() < 0.6 then 15
            else pg_temp.pick(array[
              null, 0, -1, -2147483648, 1, 14, 15, 16, 59, 60, 61, 3600, 3601,
              86399, 86400, 86401, 2147483647])
       end as duration_seconds,
       case when random() < 0.7 then 'COMPLETED'
            else pg_temp.pick(array[
              'completed', 'Completed', 'PARTIAL', 'partial', 'SKIPPED',
              'ERROR', 'Error', null, '', 'NONE', 'null', ' completed',
              'completed ', E'completed\n', 'completedx', 'complete',
              'duplicate', 'status_x', 'ÉTÉ', 'été', 'İKKé', 'ＣＯＭＰＬＥＴＥＤ',
              repeat('X', 56), repeat('X', 57), repeat('x', 58),
              repeat('X', 60), repeat('é', 57), repeat('É', 58),
              repeat('😀', 99), repeat('Aé', 40), repeat('Long ', 2000),
              E'\x01\t"\\', 'a|b', '%d'])
       end as status,
       random() as clock
  from number;

-- The same showing again: as it was, shorter, longer, elsewhere, broken.
insert into fresh_play
select campaign_id, device_id,
       case when random() < 0.9 then content_id else device_id end,
       case when random() < 0.4 then store_id
            when random() < 0.6
            then pg_temp.pick((select array_agg(id) from fresh_store))
       end,
       started_at,
       case when random() < 0.5 then duration_seconds
            else pg_temp.pick(array[null, 0, 1, 14, 15, 16, 86400, 86401]) end,
       case when random() < 0.9 then status else 'ERROR' end,
       random()
  from fresh_play, generate_series(1, 3)
 where random() < 0.15;

insert into public.playback_logs (
  id, campaign_id, device_id, content_id, store_id, started_at,
  duration_seconds, status, created_at
)
select pg_temp.random_id(), campaign_id, device_id, content_id, store_id,
       started_at, duration_seconds, status,
       -- unknown, after the start, just on time, just too early, never
       case when clock < 0.1 then null
            when clock < 0.7 then started_at + clock * interval '1 hour'
            when clock < 0.8 then started_at - skew
            when clock < 0.85 then started_at - skew + interval '1 microsecond'
            when clock < 0.9 then started_at - skew - interval '1 microsecond'
            when clock < 0.94 then started_at - skew - interval '1 day'
            when clock < 0.97 then 'infinity'
            else '-infinity'
       end
  from fresh_play,
       (select clock_skew_seconds * interval '1 second' as skew
          from pop.policy order by id desc limit 1) p;

drop table edge, fresh_store, fresh_device, fresh_campaign, fresh_play;
