-- Deploy pop:day_lookup to pg
--
-- What the nightly run asks of one day costs what that day holds, however
-- many days there are: the devices of a date are found by an index, and the
-- guard of sealed days looks at the seals of the dates it is about.  And a
-- record without exclusions costs less to check.

begin;

alter table pop.proof_of_play
drop constraint proof_of_play_plays_excluded_check,
add constraint proof_of_play_plays_excluded_check check ((
  case
    when plays_excluded = '{}' then plays_received = total_impressions
    else jsonb_typeof(plays_excluded) = 'object'
      and pop.sum_counts(plays_excluded) = plays_received - total_impressions
  end
) is true);

create index proof_of_play_device_date_idx
on pop.proof_of_play_device (date, campaign_id);

create or replace function pop.refuse_beyond_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
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

commit;
