create table record_shares (
  record_id binary(16) not null,
  doctor_id binary(16) not null,
  shared_by binary(16) not null,
  shared_at datetime(6) not null default (utc_timestamp(6)),
  ended_at datetime(6) null,
  primary key (record_id, doctor_id),
  key record_shares_doctor (doctor_id, ended_at),
  constraint record_shares_of foreign key (record_id) references records (id),
  constraint record_shares_with foreign key (doctor_id) references doctors (id),
  constraint record_shares_by foreign key (shared_by) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
