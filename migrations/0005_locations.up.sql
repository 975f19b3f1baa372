create table locations (
  id binary(16) not null,
  name varchar(200) not null,
  address varchar(500) not null default '',
  phone varchar(32) not null default '',
  time_zone varchar(64) not null,
  external_id varchar(64) null,
  active boolean not null default true,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  unique key locations_name (name),
  unique key locations_external (external_id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
