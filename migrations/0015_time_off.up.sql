create table time_off (
  id binary(16) not null,
  doctor_id binary(16) not null,
  starts_at datetime(6) not null,
  ends_at datetime(6) not null,
  kind varchar(16) not null,
  note varchar(200) not null default '',
  withdrawn_at datetime(6) null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  key time_off_doctor (doctor_id, ends_at),
  constraint time_off_of_doctor foreign key (doctor_id) references doctors (id),
  constraint time_off_order check (ends_at > starts_at),
  constraint time_off_kind check (kind in ('leave', 'holiday', 'sick', 'other'))
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
