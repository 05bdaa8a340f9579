-- The devices behind the corrections of a seal, in the order they are hashed,
-- beside the digest each correction says they have; a correction without
-- devices gives one row without a line.
-- $1 seal_seq int8
-- column: correction text
-- column: said text
-- column: line text, null: there is none
-- called by: lib/correction_devices.c
select
    format('campaign %s on %s, revision %s', c.campaign_id, c.date,
           c.revision) as correction,
    encode(c.devices_sha256, 'hex') as said,
    case when d.device_id is not null
        then concat_ws(' ', d.device_id, coalesce(d.store_id::text, '-'),
                       d.impressions, d.duration_seconds) || chr(10)
    end as line
from only pop.correction as c
left join only pop.correction_device as d
    on d.campaign_id = c.campaign_id
    and d.date = c.date
    and d.revision = c.revision
where c.seal_seq = $1::int8
order by c.date, c.campaign_id, c.revision, d.device_id,
    d.store_id nulls first;
