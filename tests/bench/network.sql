-- The network of the benchmark: four screens a store, 300 campaigns that run
-- all of 2026.  Variables: devices.  The same numbers give the same network.
select setseed(0.25);

insert into stores (id, name, region)
select md5('store ' || n)::uuid, 'Store ' || n,
       (array['North', 'Coast', 'Delta', 'Centre', 'Hills', 'South'])[1 + n % 6]
  from generate_series(1, greatest(1, :devices / 4)) n;

insert into devices (id, store_id)
select md5('device ' || n)::uuid,
       md5('store ' || 1 + n % greatest(1, :devices / 4))::uuid
  from generate_series(1, :devices) n;

insert into campaigns (id, advertiser_id, name, status, start_date, end_date)
select md5('campaign ' || n)::uuid, md5('advertiser ' || n % 40)::uuid,
       'Campaign ' || n, 'ACTIVE', '2026-01-01', '2026-12-31'
  from generate_series(1, 300) n;

-- Each screen's loop: twelve spots; the first campaigns are sold more often.
create table bench_loop as
select d.id as device_id, d.store_id, spot,
       md5('campaign ' || 1 + floor(300 * random() ^ 1.5)::int)::uuid
           as campaign_id
  from devices d, generate_series(0, 11) spot;

analyze stores;
analyze devices;
analyze campaigns;
analyze bench_loop;
