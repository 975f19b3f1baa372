alter table clinic_settings
  drop constraint clinic_settings_late_cancel,
  drop column late_cancel_hours;
