create table specialties (
  id binary(16) not null,
  name varchar(100) not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  unique key specialties_name (name)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
