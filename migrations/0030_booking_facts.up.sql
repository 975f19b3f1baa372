alter table appointments
  add column symptoms varchar(500) not null default '' after reason,
  add column video_token char(22) character set ascii collate ascii_bin null after symptoms,
  add column overbook_reason varchar(200) null after override_reason,
  add column room_wanted boolean not null default false after room_id,
  add unique key appointments_video (video_token),
  add constraint appointments_overbooked check (seat < 50 or overbook_reason is not null);
