create table interactions (
  id binary(16) not null,
  one varchar(100) not null,
  other varchar(100) not null,
  severity varchar(16) not null,
  words varchar(500) not null,
  removed_at datetime(6) null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  constraint interactions_severity check (severity in ('mild', 'moderate', 'severe'))
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
