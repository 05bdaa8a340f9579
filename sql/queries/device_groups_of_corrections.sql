-- The devices behind the corrections of a seal, in the order they are hashed,
-- beside the name of each correction, with its note, and the digest it says
-- they have; a correction without devices gives one row without a line.
-- $1 seal_seq int8
-- column: head text
-- column: said text
-- column: line text, null: there is none
-- called by: lib/device_lines.c
select
    concat_ws(' ', c.campaign_id, c.date, c.revision,
              to_json(nullif(c.note, ''))) as head,
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
