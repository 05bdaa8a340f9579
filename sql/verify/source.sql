-- Verify pop:source on pg
--
-- The columns and their types are what the programs expect, whatever the
-- installation has put behind the views.

select
  id::uuid, advertiser_id::uuid, name::text, starts_on::date, ends_on::date
from pop.source_campaign
where false;

select
  play_id::uuid, campaign_id::uuid, device_id::uuid, content_id::uuid,
  store_id::uuid, started_at::timestamptz, duration_seconds::int,
  status::text, received_at::timestamptz
from pop.source_play
where false;

select id::uuid, store_id::uuid from pop.source_device where false;

select id::uuid, name::text, region::text from pop.source_store where false;

do $$
begin
  assert (
    select count(*) = 4
    from pg_class
    where relnamespace = 'pop'::regnamespace
      and relname like 'source\_%'
      and relowner = 'pop_owner'::regrole
      and has_table_privilege('pop_writer', oid, 'select')
      and has_table_privilege('pop_reader', oid, 'select')
  ), 'writer and reader may read the four views of pop_owner';
end
$$;

-- The owner of the views may read what is behind them.
set role pop_writer;
select from pop.source_campaign where false;
select from pop.source_play where false;
select from pop.source_device where false;
select from pop.source_store where false;
reset role;
