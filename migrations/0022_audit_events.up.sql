create table audit_events (
  id binary(16) not null,
  at datetime(6) not null default (utc_timestamp(6)),
  actor_id binary(16) null,
  session_id binary(16) null,
  workstation varchar(100) not null,
  action varchar(64) not null,
  subject_kind varchar(32) not null,
  subject_id binary(16) not null,
  patient_id binary(16) null,
  detail json not null,
  primary key (id),
  key audit_events_subject (subject_id, at),
  key audit_events_patient (patient_id, at),
  key audit_events_at (at),
  constraint audit_events_actor foreign key (actor_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
