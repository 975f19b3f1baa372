alter table appointments
  drop foreign key appointments_of_series,
  drop key appointments_series,
  drop column series_changed,
  drop column occurrence,
  drop column series_id;
