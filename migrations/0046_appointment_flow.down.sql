alter table appointments
  drop constraint appointments_late_cancel,
  drop column late_cancel,
  drop column in_room_at;
