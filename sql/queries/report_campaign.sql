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
-- called by: cgi-bin/report_query.c cgi-bin/evidence_query.c
select
    c.name,
    c.has_flight,
    c.starts_on,
    c.ends_on,
    c.today,
    c.time_zone,
    c.lookback_days
from pop.report_campaign($1::uuid) as c;
