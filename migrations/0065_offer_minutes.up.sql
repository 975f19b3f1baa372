alter table clinic_settings add column offer_minutes smallint unsigned not null default 10;
