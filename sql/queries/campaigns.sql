-- The campaigns the caller may see that have records in a range of dates, with
-- their totals as the records hold, by name: one page.  There is always a row; the campaign of an
-- empty page is null.
-- $1 first date
-- $2 last date
-- $3 name text, that the names contain, in any case of any script; null: all
-- $4 after uuid, the last campaign of the page before; null: the first page
-- $5 count int4, of campaigns
-- column: cursor_found bool, whether $4 is one of the campaigns
-- column: campaign_id uuid
-- column: campaign_name text
-- column: advertiser_id uuid, null: none
-- column: first_date text
-- column: last_date text
-- column: days int8, that have a record
-- column: corrected_days int8, of these
-- column: total_impressions int8
-- column: total_duration_seconds int8
-- column: plays_received int8
-- column: unique_devices int8
-- column: unique_stores int8
-- called by: cgi-bin/campaigns.c
with sums as (
    select
        r.campaign_id,
        (array_agg(r.campaign_name order by r.date desc))[1] as name,
        min(r.date) as first_date,
        max(r.date) as last_date,
        count(*) as days,
        count(*) filter (where r.revision > 0) as corrected_days,
        sum(r.total_impressions)::int8 as total_impressions,
        sum(r.total_duration_seconds)::int8 as total_duration_seconds,
        sum(r.plays_received)::int8 as plays_received
    from pop.effective_record as r
    where r.date between $1::date and $2::date
    group by r.campaign_id
),

owned as (
    select
        s.*,
        case
            when c.id is not null then c.advertiser_id
            else (
                select o.advertiser_id
                from pop.effective_record as o
                where o.campaign_id = s.campaign_id
                order by o.date desc
                limit 1
            )
        end as advertiser_id
    from sums as s
    left join pop.source_campaign as c on c.id = s.campaign_id
    where $3::text is null or position(
        lower($3::text collate "und-x-icu")
        in lower(s.name collate "und-x-icu")
    ) > 0
),

visible as (
    select o.*
    from owned as o
    where current_setting('pop.everything') = 'on'
        or o.advertiser_id
        = any(current_setting('pop.advertisers')::uuid[])
),

page as (
    select v.*
    from visible as v
    where $4::uuid is null
        or (v.name collate "C", v.campaign_id) > (
            select w.name collate "C", w.campaign_id
            from visible as w
            where w.campaign_id = $4::uuid
        )
    order by v.name collate "C", v.campaign_id
    limit $5::int4
)

select
    exists (select from visible as v where v.campaign_id = $4::uuid)
        as cursor_found,
    p.campaign_id,
    p.name as campaign_name,
    p.advertiser_id,
    to_char(p.first_date, 'YYYY-MM-DD') as first_date,
    to_char(p.last_date, 'YYYY-MM-DD') as last_date,
    p.days,
    p.corrected_days,
    p.total_impressions,
    p.total_duration_seconds,
    p.plays_received,
    u.devices as unique_devices,
    u.stores as unique_stores
from (select) as one
left join page as p on true
left join lateral (
    select
        count(distinct d.device_id) as devices,
        count(distinct d.store_id) as stores
    from pop.effective_device as d
    where d.campaign_id = p.campaign_id
        and d.date between $1::date and $2::date
) as u on true
order by p.name collate "C", p.campaign_id;
