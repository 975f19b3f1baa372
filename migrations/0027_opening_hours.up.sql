create table opening_hours (
  location_id binary(16) not null,
  weekday tinyint unsigned not null,
  from_time time not null,
  to_time time not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  primary key (location_id, weekday, from_time),
  constraint opening_hours_of_location foreign key (location_id) references locations (id),
  constraint opening_hours_weekday check (weekday between 1 and 7)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
