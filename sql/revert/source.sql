-- Revert pop:source from pg

begin;

drop view pop.source_campaign;
drop view pop.source_play;
drop view pop.source_device;
drop view pop.source_store;

revoke all on
  public.campaigns, public.playback_logs, public.devices, public.stores
from pop_owner;

commit;
