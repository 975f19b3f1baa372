create table clinic_settings (
  id tinyint unsigned not null default 1,
  video_base_url varchar(300) not null default '',
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  constraint clinic_settings_one check (id = 1)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
