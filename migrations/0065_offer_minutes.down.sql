alter table clinic_settings drop column offer_minutes;
