-- What a report needs to know of a campaign, if there is such a campaign and
-- the caller may see it: it is one of the platform's, or has a record.  Sets
-- pop.campaign, to which the statements after it keep: a campaign that is
-- unknown and one that is not to be seen cost the same.
-- $1 campaign uuid
-- column: name text
-- column: has_flight bool
-- column: starts_on text
-- column: ends_on text, null: open
-- column: today text, in the policy's time zone
-- column: time_zone text, the policy's
-- column: lookback_days int4
-- column: campaign text
-- called by: cgi-bin/report_query.c
select
    coalesce(c.name, r.campaign_name) as name,
    c.id is not null as has_flight,
    to_char(greatest(c.starts_on, '0001-01-01'), 'YYYY-MM-DD') as starts_on,
    to_char(
        case when c.ends_on <= '9999-12-31' then c.ends_on end, 'YYYY-MM-DD'
    ) as ends_on,
    to_char(now() at time zone p.time_zone, 'YYYY-MM-DD') as today,
    p.time_zone,
    p.lookback_days,
    pg_catalog.set_config('pop.campaign', $1::uuid::text, true) as campaign
from (
    select q.time_zone, q.lookback_days
    from pop.policy as q
    order by q.id desc
    limit 1
) as p
left join pop.source_campaign as c on c.id = $1::uuid
left join lateral (
    select
        o.campaign_name,
        o.advertiser_id
    from (
        select p.campaign_id, p.date, p.campaign_name, p.advertiser_id
        from pop.proof_of_play as p
        union all
        select q.campaign_id, q.date, q.campaign_name, q.advertiser_id
        from pop.correction as q
    ) as o
    where c.id is null
        and o.campaign_id = $1::uuid
    order by o.date desc
    limit 1
) as r on true
where (c.id is not null or r.campaign_name is not null)
    and (
        current_setting('pop.everything') = 'on'
        or coalesce(c.advertiser_id, r.advertiser_id)
        = any(current_setting('pop.advertisers')::uuid[])
    );
