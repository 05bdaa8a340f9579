-- A sample network for the demo and its test, over sql/platform.sql.
--
--   psql -v step=110 -f tests/demo/network.sql
--
-- A chain of 60 stores in Vietnam and one pop-up stand, 244 screens, 27
-- campaigns, and the plays of 2 to 4 February 2026, local time.  Every screen
-- shows an advertisement each `step` seconds while its store is open: 110
-- makes about 365,000 plays.  The log has what real logs have: plays cut
-- short, errors, hours sent twice, a clock that runs ahead, screens without a
-- store, and so on; each is marked below.
--
-- Nothing is random: the same step gives the same plays, ids included.

\set ON_ERROR_STOP on
begin;

-- A name's own id, and a number below `sides` from eight hex digits of one.
create function pg_temp.id(name text)
returns uuid
language sql
immutable
as $$ select md5(name)::uuid $$;

create function pg_temp.dice(id uuid, digit int, sides int)
returns int
language sql
immutable
as $$
  select ((('x' || substr(id::text, digit, 8))::bit(32)::int8) % sides)::int
$$;

-- The days are those of the stores' clocks.
insert into pop.policy (time_zone) values ('Asia/Ho_Chi_Minh');

create temp table place (region text, district text[]);
insert into place values
  ('Hồ Chí Minh', '{Bến Thành,Thảo Điền,Phú Mỹ Hưng,Gò Vấp,Tân Bình,
     Bình Thạnh,Phú Nhuận,Thủ Đức,Tân Phú,Bình Tân,Chợ Lớn,Hóc Môn,Củ Chi,
     Nhà Bè,An Đông,Đa Kao,Tân Định,Cầu Kho,Linh Trung,Bình Chánh}'),
  ('Hà Nội', '{Hoàn Kiếm,Ba Đình,Tây Hồ,Cầu Giấy,Đống Đa,Hai Bà Trưng,
     Long Biên,Hà Đông,Thanh Xuân,Nam Từ Liêm,Bắc Từ Liêm,Hoàng Mai,Gia Lâm,
     Đông Anh,Mỹ Đình,Vĩnh Tuy}'),
  ('Đà Nẵng', '{Hải Châu,Thanh Khê,Sơn Trà,Ngũ Hành Sơn,Liên Chiểu,Cẩm Lệ,
     Hòa Vang,Mỹ Khê}'),
  ('Cần Thơ', '{Ninh Kiều,Bình Thủy,Cái Răng,Ô Môn,Thốt Nốt,Phong Điền}'),
  ('Hải Phòng', '{Hồng Bàng,Ngô Quyền,Lê Chân,Hải An,Kiến An,Đồ Sơn}'),
  ('Huế', '{Phú Hội,Vĩ Dạ,An Cựu,Kim Long}');

-- Every sixth store never closes; the others are open from 8 to 22.
create temp table shop as
select row_number() over (order by p.region collate "C", d.n)::int as n,
       'Sen Mart ' || d.name as name,
       p.region
  from place as p,
       unnest(p.district) with ordinality as d (name, n);
insert into shop values (61, 'Sen Mart Tết pop-up', null); -- in no region

insert into public.stores
select pg_temp.id('store ' || n), name, region from shop;

-- Four screens a store; 241 to 244 tour the country and have no store.
create temp table screen as
select n,
       pg_temp.id('device ' || n) as id,
       case when n <= 240 then (n + 3) / 4 end as shop
  from generate_series(1, 244) as n;
update screen set shop = 61 where n = 240;

insert into public.devices
select id, pg_temp.id('store ' || shop) from screen;

-- `share` is how often a campaign comes up between its two hours of the day;
-- 0: it is booked and never reaches a screen.
create temp table booking (
  n int, name text, status text, starts date, ends date,
  from_hour int, to_hour int, share int, seconds int
);
insert into booking values
  (1, 'Tết gift boxes', 'ACTIVE', '2026-01-15', '2026-02-16', 0, 24, 9, 15),
  (2, 'Morning coffee, two for one', 'ACTIVE', '2026-02-01', '2026-02-28', 6, 11, 8, 10),
  (3, 'Fresh vegetables every day', 'ACTIVE', '2025-10-01', null, 8, 13, 5, 10),
  (4, 'Beer for the long weekend', 'ACTIVE', '2026-02-02', '2026-02-15', 16, 24, 6, 15),
  (5, 'Phone trade-in', 'ACTIVE', '2026-01-20', '2026-02-28', 9, 22, 4, 30),
  (6, 'Loyalty card', 'ACTIVE', '2025-06-01', null, 0, 24, 3, 10),
  (7, 'Instant noodles, new taste', 'ACTIVE', '2026-01-26', '2026-02-08', 0, 24, 4, 15),
  (8, 'Rice cookers', 'ACTIVE', '2026-01-26', '2026-02-22', 9, 21, 3, 15),
  (9, 'Green tea', 'ACTIVE', '2026-01-05', '2026-03-31', 6, 22, 4, 15),
  (10, 'Shampoo family size', 'ACTIVE', '2026-01-05', '2026-02-28', 9, 22, 3, 15),
  (11, 'School bags', 'ACTIVE', '2026-02-01', '2026-02-28', 14, 19, 3, 10),
  (12, 'Fish sauce of Phú Quốc', 'ACTIVE', '2026-01-10', '2026-04-30', 8, 20, 4, 15),
  (13, 'Motorbike insurance', 'ACTIVE', '2026-01-01', '2026-12-31', 7, 20, 2, 30),
  (14, 'Peach blossom trees', 'ACTIVE', '2026-02-01', '2026-02-15', 8, 20, 4, 15),
  (15, 'Night pharmacy', 'ACTIVE', '2025-09-01', null, 20, 24, 3, 10),
  (16, 'Bakery, last hour half price', 'ACTIVE', '2026-01-01', null, 19, 22, 4, 10),
  (17, 'Home internet', 'ACTIVE', '2026-01-15', '2026-03-15', 9, 22, 3, 30),
  (18, 'Ice cream', 'PAUSED', '2026-02-01', '2026-02-28', 11, 21, 2, 10),
  (19, 'Travel: Đà Lạt', 'ACTIVE', '2026-01-20', '2026-02-20', 10, 22, 3, 30),
  (20, 'Baby nappies', 'ACTIVE', '2026-01-12', '2026-02-12', 9, 20, 2, 15),
  (21, 'Electric fans', 'COMPLETED', '2026-01-20', '2026-02-03', 9, 21, 2, 15),
  (22, 'Valentine chocolates', 'ACTIVE', '2026-02-04', '2026-02-14', 9, 22, 6, 15),
  (23, 'New Year clearance', 'COMPLETED', '2025-12-26', '2026-02-02', 8, 22, 3, 15),
  (24, 'Sunscreen', 'ACTIVE', '2026-02-01', '2026-02-28', 8, 22, 0, 15),
  (25, 'Bank card', 'CANCELLED', '2026-02-01', '2026-02-28', 9, 22, 0, 30),
  (26, 'Frozen dumplings', 'ACTIVE', '2026-02-04', '2026-02-28', 9, 22, 2, 15),
  (27, 'Unapproved draft', 'DRAFT', '2026-02-01', '2026-02-28', 10, 11, 0, 15);

insert into public.campaigns
select pg_temp.id('campaign ' || n), pg_temp.id('advertiser ' || n % 11),
       name, status, starts, ends
  from booking;

-- What may come up in an hour, each campaign as often as its share.
create temp table playlist as
select d::date as day,
       h as hour,
       array_agg(b.n order by b.n, k) as campaigns
  from generate_series(timestamp '2026-02-02', '2026-02-04', '1 day') as d,
       generate_series(0, 23) as h,
       booking as b,
       generate_series(1, b.share) as k
 where d::date between b.starts and coalesce(b.ends, d::date)
   and h >= b.from_hour
   and h < b.to_hour
 group by d, h;

-- One row a play as it should have been: which screen, when, and an id whose
-- digits throw the dice.
create temp table showing as
select s.n as screen,
       s.shop,
       l.day,
       l.hour,
       l.day + make_interval(secs => t) as local_start,
       l.campaigns,
       pg_temp.id(format('play %s %s %s', s.n, l.day, t)) as id
  from screen as s,
       playlist as l,
       lateral generate_series(
         l.hour * 3600 + (s.n * 7 + l.hour * 13) % least(:step, 3600),
         l.hour * 3600 + 3599,
         :step
       ) as t
 where l.hour between 8 and 21
    or s.shop % 6 = 0;

-- Screen 101 is dark on the 3rd; store 12 has no power on the 4th, 13 to 16 h.
delete from showing
 where screen = 101 and day = '2026-02-03'
    or shop = 12 and day = '2026-02-04' and hour between 13 and 15;

create temp table play as
select v.id,
       v.screen,
       v.shop,
       v.day,
       v.hour,
       case
         -- screens 30 and 31 missed that the clearance has ended
         when v.screen in (30, 31) and v.day = '2026-02-03' and r < 100 then 23
         -- screen 70 shows a draft, which is no campaign yet
         when v.screen = 70 and v.hour = 10 then 27
         -- screen 71 shows a campaign that was deleted
         when v.screen = 71 and v.hour = 11 then 99
         else v.campaigns[1 + pg_temp.dice(v.id, 1, cardinality(v.campaigns))]
       end as booking,
       v.local_start at time zone 'Asia/Ho_Chi_Minh' as started_at,
       r
  from showing as v,
       lateral (select pg_temp.dice(v.id, 25, 1000) as r) as x;

-- The screens of stores 5 and 6 lost the network on the 4th and sent their
-- hours from 18 to 20 twice, with new ids, and some plays a second longer.
insert into public.playback_logs (
  id, device_id, campaign_id, content_id, store_id, supplier_id, started_at,
  ended_at, duration_seconds, status, created_at
)
select case sent when 1 then p.id else pg_temp.id('again ' || p.id) end,
       s.id,
       pg_temp.id('campaign ' || p.booking),
       pg_temp.id(format('content %s %s', p.booking, p.r % 2)),
       case
         -- some players do not say where they stand: the device's store counts
         when p.screen % 10 = 3 then null
         -- screen 50 names a store that has been closed for good
         when p.screen = 50 and p.day = '2026-02-03' then pg_temp.id('closed')
         -- screen 90 was lent to store 7 in the afternoon
         when p.screen = 90 and p.hour >= 14 then pg_temp.id('store 7')
         else pg_temp.id('store ' || p.shop)
       end,
       pg_temp.id('supplier ' || p.shop % 3),
       c.start,
       c.start + make_interval(secs => x.seconds),
       x.seconds + (sent - 1) * (p.r % 2),
       x.status,
       p.started_at + make_interval(secs => 20, hours => 3 * (sent - 1))
  from play as p
  join screen as s on s.n = p.screen
  left join booking as b on b.n = p.booking,
       lateral (
         -- the clock of screen 17 runs two hours ahead on the 3rd
         select case
                  when p.screen = 17 and p.day = '2026-02-03' and p.hour < 20
                  then p.started_at + interval '2 hours'
                  else p.started_at
                end as start
       ) as c,
       lateral (
         select case
                  when p.r < 950 then coalesce(b.seconds, 15)
                  when p.r < 970 then coalesce(b.seconds, 15) * 2 / 5
                  when p.r < 985 then 0
                  when p.r < 990 then null
                  when p.r < 992 then null  -- completed, and no duration
                  when p.r < 994 then 0     -- completed in no time
                  when p.r < 995 then -7    -- the clock was set back
                  when p.r < 996 then 90061 -- a day and an hour
                  else coalesce(b.seconds, 15)
                end as seconds,
                case
                  when p.r < 950 then 'COMPLETED'
                  when p.r < 970 then 'PARTIAL'
                  when p.r < 980 then 'ERROR'
                  when p.r < 985 then 'SKIPPED'
                  when p.r < 990 then ''          -- an old player's
                  when p.r < 996 then 'COMPLETED'
                  when p.r < 998 then 'completed' -- means the same
                  else 'BUFFERING'                -- nobody knows this one
                end as status
       ) as x,
       generate_series(
         1,
         case
           when p.shop in (5, 6) and p.day = '2026-02-04'
                and p.hour between 18 and 19
           then 2
           else 1
         end
       ) as sent;

commit;
analyze public.playback_logs;
