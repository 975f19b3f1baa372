alter table appointments
  add column series_id binary(16) null,
  add column occurrence smallint unsigned null,
  add column series_changed boolean not null default false,
  add unique key appointments_series (series_id, occurrence),
  add constraint appointments_of_series foreign key (series_id) references appointment_series (id);
