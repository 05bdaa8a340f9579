-- Deploy pop:source to pg
--
-- What the nightly run reads: these four views and nothing else.  They stand
-- over the platform's own tables; where those have other names or columns,
-- redefine the views (create or replace view) and nothing else.  They read
-- with the rights of pop_owner.

begin;

grant select on
  public.campaigns, public.playback_logs, public.devices, public.stores
to pop_owner;

-- Campaigns that were approved to run, whatever their status is now.
create view pop.source_campaign as
select
  c.id,
  c.advertiser_id,
  c.name,
  c.start_date as starts_on,
  c.end_date as ends_on
from public.campaigns c
where c.status not in ('DRAFT', 'PENDING_APPROVAL', 'REJECTED');

create view pop.source_play as
select
  l.id as play_id,
  l.campaign_id,
  l.device_id,
  l.content_id,
  l.store_id,
  l.started_at,
  l.duration_seconds,
  l.status,
  l.created_at as received_at
from public.playback_logs l;

create view pop.source_device as
select
  d.id,
  d.store_id
from public.devices d;

create view pop.source_store as
select
  s.id,
  s.name,
  s.region
from public.stores s;

comment on view pop.source_campaign is 'Campaigns approved to run; ends_on null is open-ended.';
comment on view pop.source_play is 'The playback log, one row a play.';
comment on view pop.source_device is 'Devices and the store each stands in now.';
comment on view pop.source_store is 'Stores, their names and regions now.';

alter view pop.source_campaign owner to pop_owner;
alter view pop.source_play owner to pop_owner;
alter view pop.source_device owner to pop_owner;
alter view pop.source_store owner to pop_owner;

revoke all on
  pop.source_campaign, pop.source_play, pop.source_device, pop.source_store
from public, pop_owner;
grant select on
  pop.source_campaign, pop.source_play, pop.source_device, pop.source_store
to pop_writer, pop_reader;

commit;
