alter table dated_hours
  add column next_day_to time null,
  add constraint dated_hours_next_day check (next_day_to is null or (to_time = '23:59:59' and next_day_to <= from_time));
