
CREATE SCHEMA pop;

ALTER SCHEMA pop OWNER TO pop_owner;

COMMENT ON SCHEMA pop IS 'Proof-of-play records. Rows are added, never changed.';

CREATE FUNCTION pop.check_correction() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  original boolean := exists (
    select
    from pop.proof_of_play r
    where r.campaign_id = new.campaign_id
      and r.date = new.date
  );
  sealed bigint := (
    select case s.kind when 'correction' then pop.seal_records(s.body) else 0 end
    from pop.seal s
    where s.seq = new.seal_seq
  );
begin
  if not exists (
    select
    from pop.seal s
    where s.kind = 'day'
      and s.date = new.date
  ) then
    raise exception using
      errcode = 'POP03',
      message = format('%s is not sealed, so nothing is to be corrected',
                       to_char(new.date::timestamp, 'YYYY-MM-DD'));
  end if;
  if new.revision > 1 and not exists (
    select
    from pop.correction c
    where c.campaign_id = new.campaign_id
      and c.date = new.date
      and c.revision = new.revision - 1
  ) then
    raise exception using
      errcode = 'POP03',
      message = format('revision %s has none before it', new.revision);
  end if;
  if (new.supersedes = decode(repeat('00', 32), 'hex'))
     <> (new.revision = 1 and not original)
  then
    raise exception using
      errcode = 'POP03',
      message = 'a correction replaces the record or revision before it';
  end if;
  if sealed <= (
    select count(*)
    from pop.correction c
    where c.seal_seq = new.seal_seq
  ) then
    raise exception using
      errcode = 'POP02',
      message = format('seal %s covers no more corrections', new.seal_seq);
  end if;
  return new;
end
$$;

ALTER FUNCTION pop.check_correction() OWNER TO pop_owner;

CREATE FUNCTION pop.check_seal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  hash text := encode(sha256(convert_to(new.body, 'UTF8')), 'hex');
  before text := (select s.body from pop.seal s where s.seq = new.seq - 1);
  after text := (select s.body from pop.seal s where s.seq = new.seq + 1);
  link text := coalesce(encode(sha256(convert_to(before, 'UTF8')), 'hex'),
                        repeat('0', 64));
  there bigint;
begin
  if new.seq > 1 and before is null then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s has no seal before it', new.seq);
  end if;
  if split_part(new.body, e'\n', 9) <> 'prev ' || link
     or split_part(new.body, e'\n', 10) collate "C"
        < split_part(before, e'\n', 10)
  then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s does not follow the one before it', new.seq);
  end if;
  if split_part(after, e'\n', 9) <> 'prev ' || hash then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s is not followed by the one after it', new.seq);
  end if;
  if new.kind = 'day' then
    there := (select count(*) from pop.proof_of_play r where r.date = new.date);
  else
    there := (select count(*) from pop.correction c where c.seal_seq = new.seq);
  end if;
  if there <> pop.seal_records(new.body) then
    raise exception using
      errcode = 'POP03',
      message = format('seal %s does not cover what it seals', new.seq),
      detail = format('It says %s, there are %s.',
                      pop.seal_records(new.body), there);
  end if;
  return new;
end
$$;

ALTER FUNCTION pop.check_seal() OWNER TO pop_owner;

CREATE FUNCTION pop.check_time_zone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if new.time_zone in ('localtime', 'posixrules', 'Factory')
     or new.time_zone like 'posix/%'
     or not exists (
       select
       from pg_timezone_names z
       where z.name = new.time_zone
     )
  then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('"%s" is not an IANA time zone', new.time_zone),
      hint = 'select name from pg_timezone_names lists them.';
  end if;
  return new;
end
$$;

ALTER FUNCTION pop.check_time_zone() OWNER TO pop_owner;

CREATE FUNCTION pop.refuse_beyond_correction() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  beyond record;
begin
  select d.campaign_id, d.date, d.revision into beyond
  from (
    select a.campaign_id, a.date, a.revision
    from added a
    group by a.campaign_id, a.date, a.revision
  ) d
  left join only pop.correction c
    on c.campaign_id = d.campaign_id
   and c.date = d.date
   and c.revision = d.revision
  left join pop.seal sealed on sealed.seq = c.seal_seq
  cross join lateral (
    select sum(e.impressions) as impressions, sum(e.duration_seconds) as seconds
    from only pop.correction_device e
    where e.campaign_id = d.campaign_id
      and e.date = d.date
      and e.revision = d.revision
  ) s
  where (c.id is null or sealed.seq is not null)
    and (s.impressions > coalesce(c.total_impressions, 0)
         or s.seconds > coalesce(c.total_duration_seconds, 0))
  order by d.date, d.campaign_id, d.revision
  limit 1;
  if found then
    raise exception using
      errcode = 'POP02',
      message = format('correction %s of campaign %s on %s is sealed',
                       beyond.revision, beyond.campaign_id,
                       to_char(beyond.date::timestamp, 'YYYY-MM-DD')),
      detail = 'Its devices are those it was sealed with.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

ALTER FUNCTION pop.refuse_beyond_correction() OWNER TO pop_owner;

CREATE FUNCTION pop.refuse_beyond_record() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  sealed date[] := (
    select array_agg(s.date)
    from (select distinct a.date from added a) d
    join pop.seal s on s.date = d.date and s.kind = 'day'
  );
  beyond record;
begin
  if sealed is null then
    return null;
  end if;
  select d.campaign_id, d.date into beyond
  from (
    select a.campaign_id, a.date
    from added a
    where a.date = any(sealed)
    group by a.campaign_id, a.date
  ) d
  left join only pop.proof_of_play r
    on r.campaign_id = d.campaign_id and r.date = d.date
  cross join lateral (
    select sum(e.impressions) as impressions, sum(e.duration_seconds) as seconds
    from only pop.proof_of_play_device e
    where e.campaign_id = d.campaign_id
      and e.date = d.date
  ) s
  where s.impressions > coalesce(r.total_impressions, 0)
     or s.seconds > coalesce(r.total_duration_seconds, 0)
  order by d.date, d.campaign_id
  limit 1;
  if found then
    raise exception using
      errcode = 'POP02',
      message = format('the record of campaign %s on %s is sealed',
                       beyond.campaign_id,
                       to_char(beyond.date::timestamp, 'YYYY-MM-DD')),
      detail = 'Its devices are those it was sealed with.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

ALTER FUNCTION pop.refuse_beyond_record() OWNER TO pop_owner;

CREATE FUNCTION pop.refuse_beyond_seal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  day date;
begin
  for day in select distinct a.date from added a order by a.date loop
    if exists (
      select
      from pop.seal s
      where s.kind = 'day'
        and s.date = day
        and pop.seal_records(s.body) < (
          select count(*)
          from only pop.proof_of_play r
          where r.date = day
        )
    ) then
      raise exception using
        errcode = 'POP02',
        message = format('%s is sealed', to_char(day::timestamp, 'YYYY-MM-DD')),
        detail = 'What is new about a sealed day is a correction.',
        schema = tg_table_schema,
        table = tg_table_name;
    end if;
  end loop;
  return null;
end
$$;

ALTER FUNCTION pop.refuse_beyond_seal() OWNER TO pop_owner;

CREATE FUNCTION pop.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception using
    errcode = 'POP01',
    message = format('%s on %I.%I is refused', tg_op,
                     tg_table_schema, tg_table_name),
    detail = 'Its rows are evidence: they are added, never changed.',
    schema = tg_table_schema,
    table = tg_table_name;
end
$$;

ALTER FUNCTION pop.refuse_change() OWNER TO pop_owner;

CREATE FUNCTION pop.report_campaign(campaign uuid) RETURNS TABLE(name text, has_flight boolean, starts_on text, ends_on text, today text, time_zone text, lookback_days integer)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
declare
  everything constant boolean := current_setting('pop.everything') = 'on';
  advertisers constant uuid[] := current_setting('pop.advertisers')::uuid[];
  rules record;
  known record;
  flown record;
  visible boolean;
begin
  select p.time_zone, p.lookback_days into strict rules
  from pop.policy p
  order by p.id desc
  limit 1;

  select c.id, c.name, c.advertiser_id, c.starts_on, c.ends_on into known
  from pop.source_campaign c
  where c.id = campaign;
  has_flight := found;
  visible := found and (everything or known.advertiser_id = any(advertisers));
  name := known.name;

  if visible is not true then
    -- one that has left the platform goes by its newest record
    select r.campaign_name, r.advertiser_id into flown
    from (
      (select p.date, p.campaign_name, p.advertiser_id
       from only pop.proof_of_play p
       where p.campaign_id = campaign
       order by p.date desc
       limit 1)
      union all
      (select k.date, k.campaign_name, k.advertiser_id
       from only pop.correction k
       where k.campaign_id = campaign
       order by k.date desc
       limit 1)
    ) r
    order by r.date desc
    limit 1;
    if not has_flight and found then
      visible := everything or flown.advertiser_id = any(advertisers);
      name := flown.campaign_name;
    end if;
  end if;

  if visible then
    perform set_config('pop.campaign', campaign::text, true);
    starts_on := to_char(greatest(known.starts_on, '0001-01-01'), 'YYYY-MM-DD');
    ends_on := to_char(
      case when known.ends_on <= '9999-12-31' then known.ends_on end,
      'YYYY-MM-DD'
    );
    today := to_char(now() at time zone rules.time_zone, 'YYYY-MM-DD');
    time_zone := rules.time_zone;
    lookback_days := rules.lookback_days;
    return next;
  end if;
end
$$;

ALTER FUNCTION pop.report_campaign(campaign uuid) OWNER TO pop_owner;

COMMENT ON FUNCTION pop.report_campaign(campaign uuid) IS 'What a report needs to know of a campaign that the caller may see.';

CREATE FUNCTION pop.report_records(first date, last date) RETURNS TABLE(id uuid, campaign_id uuid, advertiser_id uuid, campaign_name text, date text, time_zone text, day_start bigint, day_end bigint, policy_id bigint, outside_flight boolean, total_impressions bigint, unique_devices bigint, unique_stores bigint, total_duration_seconds bigint, hourly_breakdown text, geographic_breakdown text, plays_received bigint, plays_excluded text, devices_sha256 text, created_at bigint, revision bigint, reason text, note text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
declare
  campaign constant uuid :=
    nullif(current_setting('pop.campaign', true), '')::uuid;
begin
  return query
  select
    r.id,
    r.campaign_id,
    r.advertiser_id,
    r.campaign_name,
    to_char(r.date, 'YYYY-MM-DD'),
    r.time_zone,
    (extract(epoch from r.day_start) * 1000000)::bigint,
    (extract(epoch from r.day_end) * 1000000)::bigint,
    r.policy_id,
    r.outside_flight,
    r.total_impressions,
    r.unique_devices::bigint,
    r.unique_stores::bigint,
    r.total_duration_seconds,
    r.hourly_breakdown::text,
    r.geographic_breakdown::text,
    r.plays_received,
    r.plays_excluded::text,
    encode(r.devices_sha256, 'hex'),
    (extract(epoch from r.created_at) * 1000000)::bigint,
    r.revision,
    r.reason,
    r.note
  from (
    select
      p.id,
      p.campaign_id,
      p.advertiser_id,
      p.campaign_name,
      p.date,
      p.time_zone,
      p.day_start,
      p.day_end,
      p.policy_id,
      p.outside_flight,
      p.total_impressions,
      p.unique_devices,
      p.unique_stores,
      p.total_duration_seconds,
      p.hourly_breakdown,
      p.geographic_breakdown,
      p.plays_received,
      p.plays_excluded,
      p.devices_sha256,
      p.created_at,
      0::bigint as revision,
      null::text as reason,
      null::text as note
    from only pop.proof_of_play p
    where p.campaign_id = campaign
      and p.date between first and last
    union all
    select
      k.id,
      k.campaign_id,
      k.advertiser_id,
      k.campaign_name,
      k.date,
      k.time_zone,
      k.day_start,
      k.day_end,
      k.policy_id,
      k.outside_flight,
      k.total_impressions,
      k.unique_devices,
      k.unique_stores,
      k.total_duration_seconds,
      k.hourly_breakdown,
      k.geographic_breakdown,
      k.plays_received,
      k.plays_excluded,
      k.devices_sha256,
      k.created_at,
      k.revision::bigint,
      k.reason,
      k.note
    from only pop.correction k
    where k.campaign_id = campaign
      and k.date between first and last
  ) r
  order by r.date, r.revision desc;
end
$$;

ALTER FUNCTION pop.report_records(first date, last date) OWNER TO pop_owner;

COMMENT ON FUNCTION pop.report_records(first date, last date) IS 'The records of the campaign of a report and their corrections.';

CREATE FUNCTION pop.seal_records(body text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
 SELECT (substr(split_part(body, '
'::text, 7), 9))::bigint AS substr;
END;

ALTER FUNCTION pop.seal_records(body text) OWNER TO pop_owner;

CREATE FUNCTION pop.sum_counts(counts jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN COALESCE(bool_and((((jsonb_each.value)::numeric >= (0)::numeric) AND (((jsonb_each.value)::numeric % (1)::numeric) = (0)::numeric))), true) THEN COALESCE(sum((jsonb_each.value)::numeric), (0)::numeric)
             ELSE NULL::numeric
         END AS "case"
    FROM jsonb_each(sum_counts.counts) jsonb_each(key, value);
END;

ALTER FUNCTION pop.sum_counts(counts jsonb) OWNER TO pop_owner;

CREATE TABLE pop.access (
    id bigint NOT NULL,
    principal text NOT NULL,
    advertiser_id uuid,
    granted boolean DEFAULT true NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT access_created_at_check CHECK (isfinite(created_at)),
    CONSTRAINT access_principal_check CHECK (((principal <> ''::text) AND (octet_length(principal) <= 256)))
);

ALTER TABLE pop.access OWNER TO pop_owner;

COMMENT ON TABLE pop.access IS 'What a principal of the report may read. Append-only; the newest row of a principal and advertiser decides.';

COMMENT ON COLUMN pop.access.principal IS 'The name the web server vouches for, or that of a token.';

COMMENT ON COLUMN pop.access.advertiser_id IS 'Whose campaigns may be read; null: everybody''s.';

COMMENT ON COLUMN pop.access.granted IS 'False: an earlier grant is taken back.';

ALTER TABLE pop.access ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME pop.access_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW pop.access_now AS
 SELECT a.principal,
    a.advertiser_id,
    a.note,
    a.created_at
   FROM ( SELECT DISTINCT ON (h.principal, h.advertiser_id) h.principal,
            h.advertiser_id,
            h.granted,
            h.note,
            h.created_at
           FROM pop.access h
          ORDER BY h.principal, h.advertiser_id, h.id DESC) a
  WHERE a.granted;

ALTER TABLE pop.access_now OWNER TO pop_owner;

COMMENT ON VIEW pop.access_now IS 'The grants that hold now.';

CREATE TABLE pop.correction (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    campaign_id uuid NOT NULL,
    date date NOT NULL,
    total_impressions bigint NOT NULL,
    unique_devices integer NOT NULL,
    unique_stores integer NOT NULL,
    total_duration_seconds bigint NOT NULL,
    hourly_breakdown jsonb NOT NULL,
    geographic_breakdown jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    advertiser_id uuid,
    campaign_name text NOT NULL,
    time_zone text NOT NULL,
    day_start timestamp with time zone NOT NULL,
    day_end timestamp with time zone NOT NULL,
    policy_id bigint NOT NULL,
    plays_received bigint NOT NULL,
    plays_excluded jsonb NOT NULL,
    outside_flight boolean NOT NULL,
    devices_sha256 bytea NOT NULL,
    revision integer NOT NULL,
    supersedes bytea NOT NULL,
    reason text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    seal_seq bigint NOT NULL,
    CONSTRAINT correction_note_check CHECK ((octet_length(note) <= 4096)),
    CONSTRAINT correction_reason_check CHECK ((reason = ANY (ARRAY['late_plays'::text, 'duplicate'::text, 'invalid_traffic'::text, 'clock'::text, 'dispute'::text, 'software_error'::text]))),
    CONSTRAINT correction_revision_check CHECK ((revision > 0)),
    CONSTRAINT correction_supersedes_check CHECK ((octet_length(supersedes) = 32)),
    CONSTRAINT proof_of_play_created_at_check CHECK (isfinite(created_at)),
    CONSTRAINT proof_of_play_date_check CHECK (((date >= '0001-01-01'::date) AND (date <= '9999-12-31'::date))),
    CONSTRAINT proof_of_play_day_check CHECK ((isfinite(day_start) AND isfinite(day_end) AND (day_start < day_end) AND ((day_end - day_start) < '48:00:00'::interval) AND ((EXTRACT(epoch FROM day_start) % (1)::numeric) = (0)::numeric) AND ((EXTRACT(epoch FROM day_end) % (1)::numeric) = (0)::numeric))),
    CONSTRAINT proof_of_play_devices_sha256_check CHECK ((octet_length(devices_sha256) = 32)),
    CONSTRAINT proof_of_play_geographic_breakdown_check CHECK ((((jsonb_typeof((geographic_breakdown -> 'regions'::text)) = 'object'::text) AND (jsonb_typeof((geographic_breakdown -> 'stores'::text)) = 'array'::text)) IS TRUE)),
    CONSTRAINT proof_of_play_hourly_breakdown_check CHECK (((((((((((((((((((((((((((((hourly_breakdown ->> '00'::text))::bigint + ((hourly_breakdown ->> '01'::text))::bigint) + ((hourly_breakdown ->> '02'::text))::bigint) + ((hourly_breakdown ->> '03'::text))::bigint) + ((hourly_breakdown ->> '04'::text))::bigint) + ((hourly_breakdown ->> '05'::text))::bigint) + ((hourly_breakdown ->> '06'::text))::bigint) + ((hourly_breakdown ->> '07'::text))::bigint) + ((hourly_breakdown ->> '08'::text))::bigint) + ((hourly_breakdown ->> '09'::text))::bigint) + ((hourly_breakdown ->> '10'::text))::bigint) + ((hourly_breakdown ->> '11'::text))::bigint) + ((hourly_breakdown ->> '12'::text))::bigint) + ((hourly_breakdown ->> '13'::text))::bigint) + ((hourly_breakdown ->> '14'::text))::bigint) + ((hourly_breakdown ->> '15'::text))::bigint) + ((hourly_breakdown ->> '16'::text))::bigint) + ((hourly_breakdown ->> '17'::text))::bigint) + ((hourly_breakdown ->> '18'::text))::bigint) + ((hourly_breakdown ->> '19'::text))::bigint) + ((hourly_breakdown ->> '20'::text))::bigint) + ((hourly_breakdown ->> '21'::text))::bigint) + ((hourly_breakdown ->> '22'::text))::bigint) + ((hourly_breakdown ->> '23'::text))::bigint) = total_impressions) AND (NOT jsonb_path_exists(hourly_breakdown, '$.*?(@ < 0)'::jsonpath)) AND (((hourly_breakdown - '{00,01,02,03,04,05,06,07,08,09,10,11}'::text[]) - '{12,13,14,15,16,17,18,19,20,21,22,23}'::text[]) = '{}'::jsonb)) IS TRUE)),
    CONSTRAINT proof_of_play_plays_excluded_check CHECK ((((jsonb_typeof(plays_excluded) = 'object'::text) AND (pop.sum_counts(plays_excluded) = ((plays_received - total_impressions))::numeric)) IS TRUE)),
    CONSTRAINT proof_of_play_plays_received_check CHECK (((plays_received >= 0) AND (plays_received <= '9007199254740991'::bigint))),
    CONSTRAINT proof_of_play_time_zone_check CHECK ((time_zone <> ''::text)),
    CONSTRAINT proof_of_play_total_duration_seconds_check CHECK (((total_duration_seconds >= total_impressions) AND (total_duration_seconds <= '9007199254740991'::bigint) AND ((total_duration_seconds = 0) = (total_impressions = 0)))),
    CONSTRAINT proof_of_play_total_impressions_check CHECK (((total_impressions >= 0) AND (total_impressions <= plays_received))),
    CONSTRAINT proof_of_play_unique_devices_check CHECK (((unique_devices >= 0) AND (unique_devices <= total_impressions) AND ((unique_devices = 0) = (total_impressions = 0)))),
    CONSTRAINT proof_of_play_unique_stores_check CHECK (((unique_stores >= 0) AND (unique_stores <= total_impressions)))
);

ALTER TABLE pop.correction OWNER TO pop_owner;

COMMENT ON TABLE pop.correction IS 'Restatements of sealed records. Append-only.';

COMMENT ON COLUMN pop.correction.revision IS 'From 1; the original record is revision 0.';

COMMENT ON COLUMN pop.correction.supersedes IS 'Leaf of what it replaces; zeros where the day was sealed without a record.';

COMMENT ON COLUMN pop.correction.note IS 'For people; not part of what is sealed.';

COMMENT ON COLUMN pop.correction.seal_seq IS 'The seal that covers it.';

CREATE TABLE pop.correction_device (
    campaign_id uuid NOT NULL,
    date date NOT NULL,
    revision integer NOT NULL,
    device_id uuid NOT NULL,
    store_id uuid,
    impressions bigint NOT NULL,
    duration_seconds bigint NOT NULL,
    CONSTRAINT correction_device_duration_seconds_check CHECK (((duration_seconds >= impressions) AND (duration_seconds <= '9007199254740991'::bigint))),
    CONSTRAINT correction_device_impressions_check CHECK (((impressions >= 1) AND (impressions <= '9007199254740991'::bigint)))
);

ALTER TABLE pop.correction_device OWNER TO pop_owner;

COMMENT ON TABLE pop.correction_device IS 'The devices behind each correction, one row per device and store. Append-only.';

COMMENT ON COLUMN pop.correction_device.store_id IS 'Null: the play and the device have no store.';

CREATE TABLE pop.proof_of_play_device (
    campaign_id uuid NOT NULL,
    date date NOT NULL,
    device_id uuid NOT NULL,
    store_id uuid,
    impressions bigint NOT NULL,
    duration_seconds bigint NOT NULL,
    CONSTRAINT proof_of_play_device_duration_seconds_check CHECK (((duration_seconds >= impressions) AND (duration_seconds <= '9007199254740991'::bigint))),
    CONSTRAINT proof_of_play_device_impressions_check CHECK (((impressions >= 1) AND (impressions <= '9007199254740991'::bigint)))
);

ALTER TABLE pop.proof_of_play_device OWNER TO pop_owner;

COMMENT ON TABLE pop.proof_of_play_device IS 'The devices behind each record, one row per device and store. Append-only.';

COMMENT ON COLUMN pop.proof_of_play_device.store_id IS 'Null: the play and the device have no store.';

CREATE VIEW pop.effective_device AS
 SELECT d.campaign_id,
    d.date,
    d.device_id,
    d.store_id,
    d.impressions,
    d.duration_seconds
   FROM ONLY pop.proof_of_play_device d
  WHERE (NOT (EXISTS ( SELECT
           FROM ONLY pop.correction later
          WHERE ((later.campaign_id = d.campaign_id) AND (later.date = d.date)))))
UNION ALL
 SELECT d.campaign_id,
    d.date,
    d.device_id,
    d.store_id,
    d.impressions,
    d.duration_seconds
   FROM ONLY pop.correction_device d
  WHERE (NOT (EXISTS ( SELECT
           FROM ONLY pop.correction later
          WHERE ((later.campaign_id = d.campaign_id) AND (later.date = d.date) AND (later.revision > d.revision)))));

ALTER TABLE pop.effective_device OWNER TO pop_owner;

COMMENT ON VIEW pop.effective_device IS 'The devices behind pop.effective_record.';

CREATE TABLE pop.proof_of_play (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    campaign_id uuid NOT NULL,
    date date NOT NULL,
    total_impressions bigint NOT NULL,
    unique_devices integer NOT NULL,
    unique_stores integer NOT NULL,
    total_duration_seconds bigint NOT NULL,
    hourly_breakdown jsonb NOT NULL,
    geographic_breakdown jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    advertiser_id uuid,
    campaign_name text NOT NULL,
    time_zone text NOT NULL,
    day_start timestamp with time zone NOT NULL,
    day_end timestamp with time zone NOT NULL,
    policy_id bigint NOT NULL,
    plays_received bigint NOT NULL,
    plays_excluded jsonb NOT NULL,
    outside_flight boolean NOT NULL,
    devices_sha256 bytea NOT NULL,
    CONSTRAINT proof_of_play_created_at_check CHECK (isfinite(created_at)),
    CONSTRAINT proof_of_play_date_check CHECK (((date >= '0001-01-01'::date) AND (date <= '9999-12-31'::date))),
    CONSTRAINT proof_of_play_day_check CHECK ((isfinite(day_start) AND isfinite(day_end) AND (day_start < day_end) AND ((day_end - day_start) < '48:00:00'::interval) AND ((EXTRACT(epoch FROM day_start) % (1)::numeric) = (0)::numeric) AND ((EXTRACT(epoch FROM day_end) % (1)::numeric) = (0)::numeric))),
    CONSTRAINT proof_of_play_devices_sha256_check CHECK ((octet_length(devices_sha256) = 32)),
    CONSTRAINT proof_of_play_geographic_breakdown_check CHECK ((((jsonb_typeof((geographic_breakdown -> 'regions'::text)) = 'object'::text) AND (jsonb_typeof((geographic_breakdown -> 'stores'::text)) = 'array'::text)) IS TRUE)),
    CONSTRAINT proof_of_play_hourly_breakdown_check CHECK (((((((((((((((((((((((((((((hourly_breakdown ->> '00'::text))::bigint + ((hourly_breakdown ->> '01'::text))::bigint) + ((hourly_breakdown ->> '02'::text))::bigint) + ((hourly_breakdown ->> '03'::text))::bigint) + ((hourly_breakdown ->> '04'::text))::bigint) + ((hourly_breakdown ->> '05'::text))::bigint) + ((hourly_breakdown ->> '06'::text))::bigint) + ((hourly_breakdown ->> '07'::text))::bigint) + ((hourly_breakdown ->> '08'::text))::bigint) + ((hourly_breakdown ->> '09'::text))::bigint) + ((hourly_breakdown ->> '10'::text))::bigint) + ((hourly_breakdown ->> '11'::text))::bigint) + ((hourly_breakdown ->> '12'::text))::bigint) + ((hourly_breakdown ->> '13'::text))::bigint) + ((hourly_breakdown ->> '14'::text))::bigint) + ((hourly_breakdown ->> '15'::text))::bigint) + ((hourly_breakdown ->> '16'::text))::bigint) + ((hourly_breakdown ->> '17'::text))::bigint) + ((hourly_breakdown ->> '18'::text))::bigint) + ((hourly_breakdown ->> '19'::text))::bigint) + ((hourly_breakdown ->> '20'::text))::bigint) + ((hourly_breakdown ->> '21'::text))::bigint) + ((hourly_breakdown ->> '22'::text))::bigint) + ((hourly_breakdown ->> '23'::text))::bigint) = total_impressions) AND (NOT jsonb_path_exists(hourly_breakdown, '$.*?(@ < 0)'::jsonpath)) AND (((hourly_breakdown - '{00,01,02,03,04,05,06,07,08,09,10,11}'::text[]) - '{12,13,14,15,16,17,18,19,20,21,22,23}'::text[]) = '{}'::jsonb)) IS TRUE)),
    CONSTRAINT proof_of_play_plays_excluded_check CHECK ((
CASE
    WHEN (plays_excluded = '{}'::jsonb) THEN (plays_received = total_impressions)
    ELSE ((jsonb_typeof(plays_excluded) = 'object'::text) AND (pop.sum_counts(plays_excluded) = ((plays_received - total_impressions))::numeric))
END IS TRUE)),
    CONSTRAINT proof_of_play_plays_received_check CHECK (((plays_received >= 0) AND (plays_received <= '9007199254740991'::bigint))),
    CONSTRAINT proof_of_play_time_zone_check CHECK ((time_zone <> ''::text)),
    CONSTRAINT proof_of_play_total_duration_seconds_check CHECK (((total_duration_seconds >= total_impressions) AND (total_duration_seconds <= '9007199254740991'::bigint) AND ((total_duration_seconds = 0) = (total_impressions = 0)))),
    CONSTRAINT proof_of_play_total_impressions_check CHECK (((total_impressions >= 0) AND (total_impressions <= plays_received))),
    CONSTRAINT proof_of_play_unique_devices_check CHECK (((unique_devices >= 0) AND (unique_devices <= total_impressions) AND ((unique_devices = 0) = (total_impressions = 0)))),
    CONSTRAINT proof_of_play_unique_stores_check CHECK (((unique_stores >= 0) AND (unique_stores <= total_impressions)))
);

ALTER TABLE pop.proof_of_play OWNER TO pop_owner;

COMMENT ON TABLE pop.proof_of_play IS 'One sealed record per campaign and day. Append-only.';

COMMENT ON COLUMN pop.proof_of_play.day_start IS 'First instant of the date in time_zone.';

COMMENT ON COLUMN pop.proof_of_play.day_end IS 'First instant after the date in time_zone.';

COMMENT ON COLUMN pop.proof_of_play.plays_excluded IS 'Plays that do not count, by reason.';

COMMENT ON COLUMN pop.proof_of_play.devices_sha256 IS 'SHA-256 over the device rows.';

CREATE VIEW pop.effective_record AS
 SELECT r.id,
    r.campaign_id,
    r.date,
    r.total_impressions,
    r.unique_devices,
    r.unique_stores,
    r.total_duration_seconds,
    r.hourly_breakdown,
    r.geographic_breakdown,
    r.created_at,
    r.advertiser_id,
    r.campaign_name,
    r.time_zone,
    r.day_start,
    r.day_end,
    r.policy_id,
    r.plays_received,
    r.plays_excluded,
    r.outside_flight,
    r.devices_sha256,
    0 AS revision
   FROM ONLY pop.proof_of_play r
  WHERE (NOT (EXISTS ( SELECT
           FROM ONLY pop.correction later
          WHERE ((later.campaign_id = r.campaign_id) AND (later.date = r.date)))))
UNION ALL
 SELECT c.id,
    c.campaign_id,
    c.date,
    c.total_impressions,
    c.unique_devices,
    c.unique_stores,
    c.total_duration_seconds,
    c.hourly_breakdown,
    c.geographic_breakdown,
    c.created_at,
    c.advertiser_id,
    c.campaign_name,
    c.time_zone,
    c.day_start,
    c.day_end,
    c.policy_id,
    c.plays_received,
    c.plays_excluded,
    c.outside_flight,
    c.devices_sha256,
    c.revision
   FROM ONLY pop.correction c
  WHERE (NOT (EXISTS ( SELECT
           FROM ONLY pop.correction later
          WHERE ((later.campaign_id = c.campaign_id) AND (later.date = c.date) AND (later.revision > c.revision)))));

ALTER TABLE pop.effective_record OWNER TO pop_owner;

COMMENT ON VIEW pop.effective_record IS 'Records as they hold now: the highest revision, 0 for the original.';

CREATE TABLE pop.policy (
    id bigint NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    counted_statuses text[] DEFAULT '{completed}'::text[] NOT NULL,
    max_duration_seconds integer DEFAULT 86400 NOT NULL,
    clock_skew_seconds integer DEFAULT 600 NOT NULL,
    dedupe boolean DEFAULT true NOT NULL,
    lookback_days integer DEFAULT 7 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT policy_clock_skew_seconds_check CHECK ((clock_skew_seconds >= 0)),
    CONSTRAINT policy_counted_statuses_check CHECK ((((array_ndims(counted_statuses) = 1) AND (cardinality(counted_statuses) <= 64) AND (array_position(counted_statuses, NULL::text) IS NULL) AND (array_position(counted_statuses, ''::text) IS NULL)) IS TRUE)),
    CONSTRAINT policy_created_at_check CHECK (isfinite(created_at)),
    CONSTRAINT policy_lookback_days_check CHECK (((lookback_days >= 0) AND (lookback_days <= 366))),
    CONSTRAINT policy_max_duration_seconds_check CHECK ((max_duration_seconds > 0)),
    CONSTRAINT policy_time_zone_check CHECK (((time_zone <> ''::text) AND (octet_length(time_zone) < 128)))
);

ALTER TABLE pop.policy OWNER TO pop_owner;

COMMENT ON TABLE pop.policy IS 'What counts as a play; the newest row governs new days. Append-only.';

COMMENT ON COLUMN pop.policy.time_zone IS 'IANA name of the zone whose calendar dates are the days.';

COMMENT ON COLUMN pop.policy.counted_statuses IS 'Statuses that count, compared without case.';

COMMENT ON COLUMN pop.policy.max_duration_seconds IS 'Longer plays are excluded, never cut.';

COMMENT ON COLUMN pop.policy.clock_skew_seconds IS 'How far a start may lie after its receipt.';

COMMENT ON COLUMN pop.policy.dedupe IS 'Count one of the plays with the same device, campaign, content and start.';

COMMENT ON COLUMN pop.policy.lookback_days IS 'How many sealed days a run looks back over for late plays.';

ALTER TABLE pop.policy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME pop.policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE pop.run (
    id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    program_version text NOT NULL,
    host text NOT NULL,
    username text NOT NULL,
    date date NOT NULL,
    policy_id bigint,
    plays_read bigint,
    plays_counted bigint,
    plays_excluded bigint,
    orphans bigint,
    records bigint,
    outcome text NOT NULL,
    error text,
    CONSTRAINT run_counts_check CHECK (((plays_read = ((plays_counted + plays_excluded) + orphans)) AND (LEAST(plays_counted, plays_excluded, orphans, records) >= 0))),
    CONSTRAINT run_date_check CHECK (((date >= '0001-01-01'::date) AND (date <= '9999-12-31'::date))),
    CONSTRAINT run_error_check CHECK (((outcome = ANY (ARRAY['refused'::text, 'failed'::text])) = (error IS NOT NULL))),
    CONSTRAINT run_outcome_check CHECK ((outcome = ANY (ARRAY['sealed'::text, 'corrected'::text, 'looked_back'::text, 'refused'::text, 'failed'::text]))),
    CONSTRAINT run_sealed_check CHECK (((outcome = ANY (ARRAY['refused'::text, 'failed'::text])) OR (num_nulls(policy_id, plays_read, plays_counted, plays_excluded, orphans, records) = 0))),
    CONSTRAINT run_time_check CHECK ((isfinite(started_at) AND isfinite(finished_at) AND (started_at <= finished_at)))
);

ALTER TABLE pop.run OWNER TO pop_owner;

COMMENT ON TABLE pop.run IS 'The runs of the aggregation, a row a day worked on. Append-only. A sealed day that is as it was leaves none.';

COMMENT ON COLUMN pop.run.date IS 'The day the run worked on.';

COMMENT ON COLUMN pop.run.orphans IS 'Plays of campaigns that pop.source_campaign does not have.';

COMMENT ON COLUMN pop.run.records IS 'Written: records where sealed, else corrections.';

COMMENT ON COLUMN pop.run.outcome IS 'sealed; corrected by a person; looked_back, which found late plays; refused, nothing was tried; failed.';

COMMENT ON COLUMN pop.run.error IS 'Message, SQLSTATE and detail.';

ALTER TABLE pop.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME pop.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW pop.schema_version AS
 SELECT 9 AS version;

ALTER TABLE pop.schema_version OWNER TO pop_owner;

COMMENT ON VIEW pop.schema_version IS 'What the programs compare with the version they know.';

CREATE TABLE pop.seal (
    seq bigint NOT NULL,
    kind text NOT NULL,
    date date NOT NULL,
    body text NOT NULL,
    CONSTRAINT seal_body_check CHECK (((octet_length(body) < 1024) AND (body ~ '^pop-seal/v1\norigin [A-Za-z0-9._:/@+-]{1,255}\nseq [1-9][0-9]*\nkind (day|correction)\ndate [0-9]{4}-[0-9]{2}-[0-9]{2}\nzone [!-~]{1,127}\nrecords (0|[1-9][0-9]*)\nroot [0-9a-f]{64}\nprev [0-9a-f]{64}\nsealed [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\n$'::text))),
    CONSTRAINT seal_columns_check CHECK (((split_part(body, '
'::text, 3) = ('seq '::text || seq)) AND (split_part(body, '
'::text, 4) = ('kind '::text || kind)) AND (split_part(body, '
'::text, 5) = ('date '::text || to_char((date)::timestamp without time zone, 'YYYY-MM-DD'::text))))),
    CONSTRAINT seal_kind_check CHECK ((kind = ANY (ARRAY['day'::text, 'correction'::text]))),
    CONSTRAINT seal_seq_check CHECK ((seq > 0))
);

ALTER TABLE pop.seal OWNER TO pop_owner;

COMMENT ON TABLE pop.seal IS 'The chain of seals, a file a row. Append-only.';

COMMENT ON COLUMN pop.seal.date IS 'The day sealed, or the date of the correcting run.';

COMMENT ON COLUMN pop.seal.body IS 'The seal file, byte for byte.';

CREATE VIEW pop.source_campaign AS
 SELECT c.id,
    c.advertiser_id,
    c.name,
    c.start_date AS starts_on,
    c.end_date AS ends_on
   FROM public.campaigns c
  WHERE (c.status <> ALL (ARRAY['DRAFT'::text, 'PENDING_APPROVAL'::text, 'REJECTED'::text]));

ALTER TABLE pop.source_campaign OWNER TO pop_owner;

COMMENT ON VIEW pop.source_campaign IS 'Campaigns approved to run; ends_on null is open-ended.';

CREATE VIEW pop.source_device AS
 SELECT d.id,
    d.store_id
   FROM public.devices d;

ALTER TABLE pop.source_device OWNER TO pop_owner;

COMMENT ON VIEW pop.source_device IS 'Devices and the store each stands in now.';

CREATE VIEW pop.source_play AS
 SELECT l.id AS play_id,
    l.campaign_id,
    l.device_id,
    l.content_id,
    l.store_id,
    l.started_at,
    l.duration_seconds,
    l.status,
    l.created_at AS received_at
   FROM public.playback_logs l;

ALTER TABLE pop.source_play OWNER TO pop_owner;

COMMENT ON VIEW pop.source_play IS 'The playback log, one row a play.';

CREATE VIEW pop.source_store AS
 SELECT s.id,
    s.name,
    s.region
   FROM public.stores s;

ALTER TABLE pop.source_store OWNER TO pop_owner;

COMMENT ON VIEW pop.source_store IS 'Stores, their names and regions now.';

CREATE TABLE pop.token (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    secret_sha256 bytea NOT NULL,
    principal text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT token_principal_check CHECK (((principal <> ''::text) AND (octet_length(principal) <= 256))),
    CONSTRAINT token_secret_sha256_check CHECK ((octet_length(secret_sha256) = 32)),
    CONSTRAINT token_time_check CHECK ((isfinite(created_at) AND isfinite(expires_at)))
);

ALTER TABLE pop.token OWNER TO pop_owner;

COMMENT ON TABLE pop.token IS 'Bearer tokens of the report. Append-only.';

COMMENT ON COLUMN pop.token.secret_sha256 IS 'Of the whole token as it is sent.';

COMMENT ON COLUMN pop.token.principal IS 'Whom it speaks for; see pop.access.';

CREATE TABLE pop.token_revocation (
    token_id uuid NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT token_revocation_created_at_check CHECK (isfinite(created_at))
);

ALTER TABLE pop.token_revocation OWNER TO pop_owner;

COMMENT ON TABLE pop.token_revocation IS 'Tokens that hold no more. Append-only.';

ALTER TABLE ONLY pop.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.correction_device
    ADD CONSTRAINT correction_device_key UNIQUE NULLS NOT DISTINCT (campaign_id, date, revision, device_id, store_id);

ALTER TABLE ONLY pop.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.correction
    ADD CONSTRAINT correction_revision_key UNIQUE (campaign_id, date, revision);

ALTER TABLE ONLY pop.proof_of_play
    ADD CONSTRAINT idx_pop_campaign_date UNIQUE (campaign_id, date);

ALTER TABLE ONLY pop.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.proof_of_play_device
    ADD CONSTRAINT proof_of_play_device_key UNIQUE NULLS NOT DISTINCT (campaign_id, date, device_id, store_id);

ALTER TABLE ONLY pop.proof_of_play
    ADD CONSTRAINT proof_of_play_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.seal
    ADD CONSTRAINT seal_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY pop.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY pop.token_revocation
    ADD CONSTRAINT token_revocation_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY pop.token
    ADD CONSTRAINT token_secret_sha256_key UNIQUE (secret_sha256);

CREATE INDEX access_principal_idx ON pop.access USING btree (principal, advertiser_id, id);

CREATE INDEX correction_seal_seq_idx ON pop.correction USING btree (seal_seq);

CREATE UNIQUE INDEX proof_of_play_date_idx ON pop.proof_of_play USING btree (date, campaign_id);

CREATE INDEX proof_of_play_device_date_idx ON pop.proof_of_play_device USING btree (date, campaign_id);

CREATE UNIQUE INDEX run_sealed_date_idx ON pop.run USING btree (date) WHERE (outcome = 'sealed'::text);

CREATE UNIQUE INDEX seal_day_idx ON pop.seal USING btree (date) WHERE (kind = 'day'::text);

CREATE TRIGGER check_correction BEFORE INSERT ON pop.correction FOR EACH ROW EXECUTE FUNCTION pop.check_correction();

ALTER TABLE pop.correction ENABLE ALWAYS TRIGGER check_correction;

CREATE TRIGGER check_seal BEFORE INSERT ON pop.seal FOR EACH ROW EXECUTE FUNCTION pop.check_seal();

ALTER TABLE pop.seal ENABLE ALWAYS TRIGGER check_seal;

CREATE TRIGGER check_time_zone BEFORE INSERT ON pop.policy FOR EACH ROW EXECUTE FUNCTION pop.check_time_zone();

ALTER TABLE pop.policy ENABLE ALWAYS TRIGGER check_time_zone;

CREATE TRIGGER refuse_beyond_correction AFTER INSERT ON pop.correction_device REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_beyond_correction();

ALTER TABLE pop.correction_device ENABLE ALWAYS TRIGGER refuse_beyond_correction;

CREATE TRIGGER refuse_beyond_record AFTER INSERT ON pop.proof_of_play_device REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_beyond_record();

ALTER TABLE pop.proof_of_play_device ENABLE ALWAYS TRIGGER refuse_beyond_record;

CREATE TRIGGER refuse_beyond_seal AFTER INSERT ON pop.proof_of_play REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_beyond_seal();

ALTER TABLE pop.proof_of_play ENABLE ALWAYS TRIGGER refuse_beyond_seal;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.access FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.access ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.correction FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.correction ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.correction_device FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.correction_device ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.policy FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.policy ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.proof_of_play FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.proof_of_play ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.proof_of_play_device FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.proof_of_play_device ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.run FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.run ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.seal FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.seal ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.token FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.token ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON pop.token_revocation FOR EACH STATEMENT EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.token_revocation ENABLE ALWAYS TRIGGER refuse_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.access FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.access ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.correction FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.correction ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.correction_device FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.correction_device ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.policy FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.policy ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.proof_of_play FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.proof_of_play ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.proof_of_play_device FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.proof_of_play_device ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.run FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.run ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.seal FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.seal ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.token FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.token ENABLE ALWAYS TRIGGER refuse_row_change;

CREATE TRIGGER refuse_row_change BEFORE DELETE OR UPDATE ON pop.token_revocation FOR EACH ROW EXECUTE FUNCTION pop.refuse_change();

ALTER TABLE pop.token_revocation ENABLE ALWAYS TRIGGER refuse_row_change;

ALTER TABLE ONLY pop.correction
    ADD CONSTRAINT correction_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id);

ALTER TABLE ONLY pop.correction_device
    ADD CONSTRAINT correction_device_correction_fkey FOREIGN KEY (campaign_id, date, revision) REFERENCES pop.correction(campaign_id, date, revision);

ALTER TABLE ONLY pop.correction
    ADD CONSTRAINT correction_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES pop.policy(id);

ALTER TABLE ONLY pop.correction
    ADD CONSTRAINT correction_seal_seq_fkey FOREIGN KEY (seal_seq) REFERENCES pop.seal(seq) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY pop.proof_of_play
    ADD CONSTRAINT proof_of_play_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id);

ALTER TABLE ONLY pop.proof_of_play_device
    ADD CONSTRAINT proof_of_play_device_record_fkey FOREIGN KEY (campaign_id, date) REFERENCES pop.proof_of_play(campaign_id, date);

ALTER TABLE ONLY pop.proof_of_play
    ADD CONSTRAINT proof_of_play_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES pop.policy(id);

ALTER TABLE ONLY pop.run
    ADD CONSTRAINT run_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES pop.policy(id);

ALTER TABLE ONLY pop.token_revocation
    ADD CONSTRAINT token_revocation_token_id_fkey FOREIGN KEY (token_id) REFERENCES pop.token(id);

GRANT USAGE ON SCHEMA pop TO pop_writer;
GRANT USAGE ON SCHEMA pop TO pop_reader;

REVOKE ALL ON FUNCTION pop.check_correction() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.check_correction() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.check_seal() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.check_seal() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.check_time_zone() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.check_time_zone() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.refuse_beyond_correction() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.refuse_beyond_correction() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.refuse_beyond_record() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.refuse_beyond_record() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.refuse_beyond_seal() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.refuse_beyond_seal() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.refuse_change() FROM pop_owner;

REVOKE ALL ON FUNCTION pop.report_campaign(campaign uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.report_campaign(campaign uuid) FROM pop_owner;
GRANT ALL ON FUNCTION pop.report_campaign(campaign uuid) TO pop_reader;

REVOKE ALL ON FUNCTION pop.report_records(first date, last date) FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.report_records(first date, last date) FROM pop_owner;
GRANT ALL ON FUNCTION pop.report_records(first date, last date) TO pop_reader;

REVOKE ALL ON FUNCTION pop.seal_records(body text) FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.seal_records(body text) FROM pop_owner;
GRANT ALL ON FUNCTION pop.seal_records(body text) TO pop_writer;

REVOKE ALL ON FUNCTION pop.sum_counts(counts jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION pop.sum_counts(counts jsonb) FROM pop_owner;
GRANT ALL ON FUNCTION pop.sum_counts(counts jsonb) TO pop_writer;

REVOKE ALL ON TABLE pop.access FROM pop_owner;
GRANT SELECT ON TABLE pop.access TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.access TO pop_writer;
GRANT SELECT ON TABLE pop.access TO pop_reader;

REVOKE ALL ON SEQUENCE pop.access_id_seq FROM pop_owner;

REVOKE ALL ON TABLE pop.access_now FROM pop_owner;
GRANT SELECT ON TABLE pop.access_now TO pop_writer;
GRANT SELECT ON TABLE pop.access_now TO pop_reader;

REVOKE ALL ON TABLE pop.correction FROM pop_owner;
GRANT SELECT ON TABLE pop.correction TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.correction TO pop_writer;
GRANT SELECT ON TABLE pop.correction TO pop_reader;

GRANT UPDATE(id) ON TABLE pop.correction TO pop_owner;

REVOKE ALL ON TABLE pop.correction_device FROM pop_owner;
GRANT SELECT ON TABLE pop.correction_device TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.correction_device TO pop_writer;
GRANT SELECT ON TABLE pop.correction_device TO pop_reader;

REVOKE ALL ON TABLE pop.proof_of_play_device FROM pop_owner;
GRANT SELECT ON TABLE pop.proof_of_play_device TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.proof_of_play_device TO pop_writer;
GRANT SELECT ON TABLE pop.proof_of_play_device TO pop_reader;

REVOKE ALL ON TABLE pop.effective_device FROM pop_owner;
GRANT SELECT ON TABLE pop.effective_device TO pop_writer;
GRANT SELECT ON TABLE pop.effective_device TO pop_reader;

REVOKE ALL ON TABLE pop.proof_of_play FROM pop_owner;
GRANT SELECT ON TABLE pop.proof_of_play TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.proof_of_play TO pop_writer;
GRANT SELECT ON TABLE pop.proof_of_play TO pop_reader;

GRANT UPDATE(id) ON TABLE pop.proof_of_play TO pop_owner;

REVOKE ALL ON TABLE pop.effective_record FROM pop_owner;
GRANT SELECT ON TABLE pop.effective_record TO pop_writer;
GRANT SELECT ON TABLE pop.effective_record TO pop_reader;

REVOKE ALL ON TABLE pop.policy FROM pop_owner;
GRANT SELECT ON TABLE pop.policy TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.policy TO pop_writer;
GRANT SELECT ON TABLE pop.policy TO pop_reader;

GRANT UPDATE(id) ON TABLE pop.policy TO pop_owner;

REVOKE ALL ON SEQUENCE pop.policy_id_seq FROM pop_owner;

REVOKE ALL ON TABLE pop.run FROM pop_owner;
GRANT SELECT ON TABLE pop.run TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.run TO pop_writer;
GRANT SELECT ON TABLE pop.run TO pop_reader;

REVOKE ALL ON SEQUENCE pop.run_id_seq FROM pop_owner;

REVOKE ALL ON TABLE pop.schema_version FROM pop_owner;
GRANT SELECT ON TABLE pop.schema_version TO pop_writer;
GRANT SELECT ON TABLE pop.schema_version TO pop_reader;

REVOKE ALL ON TABLE pop.seal FROM pop_owner;
GRANT SELECT ON TABLE pop.seal TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.seal TO pop_writer;
GRANT SELECT ON TABLE pop.seal TO pop_reader;

GRANT UPDATE(seq) ON TABLE pop.seal TO pop_owner;

REVOKE ALL ON TABLE pop.source_campaign FROM pop_owner;
GRANT SELECT ON TABLE pop.source_campaign TO pop_writer;
GRANT SELECT ON TABLE pop.source_campaign TO pop_reader;

REVOKE ALL ON TABLE pop.source_device FROM pop_owner;
GRANT SELECT ON TABLE pop.source_device TO pop_writer;
GRANT SELECT ON TABLE pop.source_device TO pop_reader;

REVOKE ALL ON TABLE pop.source_play FROM pop_owner;
GRANT SELECT ON TABLE pop.source_play TO pop_writer;
GRANT SELECT ON TABLE pop.source_play TO pop_reader;

REVOKE ALL ON TABLE pop.source_store FROM pop_owner;
GRANT SELECT ON TABLE pop.source_store TO pop_writer;
GRANT SELECT ON TABLE pop.source_store TO pop_reader;

REVOKE ALL ON TABLE pop.token FROM pop_owner;
GRANT SELECT ON TABLE pop.token TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.token TO pop_writer;
GRANT SELECT ON TABLE pop.token TO pop_reader;

GRANT UPDATE(id) ON TABLE pop.token TO pop_owner;

REVOKE ALL ON TABLE pop.token_revocation FROM pop_owner;
GRANT SELECT ON TABLE pop.token_revocation TO pop_owner;
GRANT SELECT,INSERT ON TABLE pop.token_revocation TO pop_writer;
GRANT SELECT ON TABLE pop.token_revocation TO pop_reader;

-- role pop_owner: -
-- role pop_reader login: default_transaction_read_only=on
-- role pop_writer login: -
