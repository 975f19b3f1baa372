alter table appointments
  drop constraint appointments_overbooked,
  drop key appointments_video,
  drop column room_wanted,
  drop column overbook_reason,
  drop column video_token,
  drop column symptoms;
