create table note_windows (
  consultation_id binary(16) not null,
  session_id binary(16) not null,
  user_id binary(16) not null,
  workstation varchar(100) not null,
  opened_at datetime(6) not null default (utc_timestamp(6)),
  seen_at datetime(6) not null default (utc_timestamp(6)),
  writes_since datetime(6) null,
  primary key (consultation_id, session_id),
  constraint note_windows_of foreign key (consultation_id) references consultations (id),
  constraint note_windows_session foreign key (session_id) references sessions (id),
  constraint note_windows_user foreign key (user_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
