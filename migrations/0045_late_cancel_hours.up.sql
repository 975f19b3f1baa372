alter table clinic_settings
  add column late_cancel_hours smallint unsigned not null default 24 after video_base_url,
  add constraint clinic_settings_late_cancel check (late_cancel_hours <= 336);
