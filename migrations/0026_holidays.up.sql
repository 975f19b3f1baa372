create table holidays (
  id binary(16) not null,
  name varchar(100) not null,
  location_id binary(16) null,
  doctor_id binary(16) null,
  first_on date not null,
  last_on date not null,
  yearly boolean not null default false,
  removed_at datetime(6) null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  constraint holidays_at_location foreign key (location_id) references locations (id),
  constraint holidays_of_doctor foreign key (doctor_id) references doctors (id),
  constraint holidays_order check (last_on >= first_on),
  constraint holidays_whose check (location_id is null or doctor_id is null)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
