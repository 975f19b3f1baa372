create table appointment_series (
  id binary(16) not null,
  patient_id binary(16) not null,
  rule varchar(4000) not null,
  time_zone varchar(64) not null,
  occurrences smallint unsigned not null,
  booked_by binary(16) null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  primary key (id),
  constraint appointment_series_of_patient foreign key (patient_id) references patients (id),
  constraint appointment_series_booked_by foreign key (booked_by) references users (id),
  constraint appointment_series_occurrences check (occurrences between 1 and 104)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
