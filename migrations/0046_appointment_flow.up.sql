alter table appointments
  add column in_room_at datetime(6) null,
  add column late_cancel boolean not null default false,
  add constraint appointments_late_cancel check (late_cancel = false or status = 'cancelled');
