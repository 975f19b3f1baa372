create table saved_views (
  user_id binary(16) not null,
  function_key tinyint unsigned not null,
  name varchar(60) not null,
  shows json not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (user_id, function_key),
  constraint saved_views_of_user foreign key (user_id) references users (id),
  constraint saved_views_key check (function_key between 2 and 9)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
