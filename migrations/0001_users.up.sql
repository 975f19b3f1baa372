create table users (
  id binary(16) not null,
  email varchar(254) not null,
  name varchar(200) not null,
  role varchar(16) not null,
  status varchar(16) not null default 'active',
  password_hash varchar(255) not null,
  last_sign_in_at datetime(6) null,
  deleted_at datetime(6) null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  unique key users_email (email),
  constraint users_role check (role in ('receptionist', 'doctor', 'administrator')),
  constraint users_status check (status in ('active', 'disabled'))
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
