-- One day of plays: every screen shows a spot of 15 s every 15 s from 06:00 to
-- 22:00 UTC, 3,840 plays a screen, 95 % of them COMPLETED, in the order of
-- their start, as a log grows.  The index on the start is that of
-- sql/platform.sql.  Variables: day.
select setseed(0.5);

select format('create table playback_logs_%s partition of playback_logs'
              ' for values from (%L) to (%L)', to_char(:'day'::date, 'YYYYMMDD'),
              :'day' || ' 00:00+00', (:'day'::date + 1) || ' 00:00+00') \gexec

insert into playback_logs (id, device_id, campaign_id, content_id, store_id,
                           supplier_id, started_at, ended_at, duration_seconds,
                           status, metadata, created_at)
select gen_random_uuid(), l.device_id, l.campaign_id, l.campaign_id, l.store_id,
       null, t.start, t.start + interval '15 seconds', 15,
       case when t.luck < 0.95 then 'COMPLETED'
            when t.luck < 0.98 then 'PARTIAL'
            else 'ERROR' end,
       null, t.start + interval '16 seconds'
  from (select spot.start, spot.number,
               d.id as device_id, random() as luck
          from (select number, (:'day' || ' 06:00+00')::timestamptz
                               + number * interval '15 seconds' as start
                  from generate_series(0, 3839) number offset 0) spot,
               devices d offset 0) t
  join bench_loop l on l.device_id = t.device_id and l.spot = t.number % 12
 order by t.start;

vacuum (analyze) playback_logs;
