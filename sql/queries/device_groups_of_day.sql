-- The devices behind the records of a date, in the order they are hashed,
-- beside the name of each record and the digest it says they have; a record
-- without devices gives one row without a line.
-- $1 date date
-- column: head text
-- column: said text
-- column: line text, null: there is none
-- called by: lib/device_lines.c
select
    concat_ws(' ', r.campaign_id, r.date, '0') as head,
    encode(r.devices_sha256, 'hex') as said,
    case when d.device_id is not null
        then concat_ws(' ', d.device_id, coalesce(d.store_id::text, '-'),
                       d.impressions, d.duration_seconds) || chr(10)
    end as line
from only pop.proof_of_play as r
left join only pop.proof_of_play_device as d
    on d.campaign_id = r.campaign_id
    and d.date = r.date
where r.date = $1::date
order by r.campaign_id, d.device_id, d.store_id nulls first;
