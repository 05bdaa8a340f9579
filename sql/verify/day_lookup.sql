-- Verify pop:day_lookup on pg

do $$
begin
  assert to_regclass('pop.proof_of_play_device_date_idx') is not null,
    'the devices of a date are found';
end
$$;
