-- Revert pop:day_lookup from pg

begin;

create or replace function pop.refuse_beyond_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  sealed date := (
    select s.date
    from (select distinct a.date from added a) d
    join pop.seal s on s.date = d.date and s.kind = 'day'
    where pop.seal_records(s.body) < (
      select count(*)
      from pop.proof_of_play r
      where r.date = s.date
    )
    order by s.date
    limit 1
  );
begin
  if sealed is not null then
    raise exception using
      errcode = 'POP02',
      message = format('%s is sealed', to_char(sealed::timestamp, 'YYYY-MM-DD')),
      detail = 'What is new about a sealed day is a correction.',
      schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end
$$;

alter table pop.proof_of_play
drop constraint proof_of_play_plays_excluded_check,
add constraint proof_of_play_plays_excluded_check check ((
  jsonb_typeof(plays_excluded) = 'object'
  and pop.sum_counts(plays_excluded) = plays_received - total_impressions
) is true);

drop index pop.proof_of_play_device_date_idx;

commit;
