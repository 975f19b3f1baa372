drop table clinic_settings;
