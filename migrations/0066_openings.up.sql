create table openings (
  id binary(16) not null,
  doctor_id binary(16) not null,
  starts_at datetime(6) not null,
  ends_at datetime(6) not null,
  opened_at datetime(6) not null default (utc_timestamp(6)),
  settled_at datetime(6) null,
  primary key (id),
  key openings_unsettled (settled_at, id),
  constraint openings_with_doctor foreign key (doctor_id) references doctors (id),
  constraint openings_order check (ends_at > starts_at)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
