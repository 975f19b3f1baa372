create table devices (
  id binary(16) not null,
  location_id binary(16) not null,
  resource_id int unsigned not null,
  name varchar(100) not null,
  active boolean not null default true,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  unique key devices_name (location_id, name),
  unique key devices_resource (resource_id),
  constraint devices_at_location foreign key (location_id) references locations (id),
  constraint devices_are_resources foreign key (resource_id) references resources (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
