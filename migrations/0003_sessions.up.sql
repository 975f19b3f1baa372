create table sessions (
  id binary(16) not null,
  token_hash binary(32) not null,
  user_id binary(16) not null,
  workstation varchar(100) not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  expires_at datetime(6) not null,
  last_used_at datetime(6) not null,
  locked_at datetime(6) null,
  revoked_at datetime(6) null,
  primary key (id),
  unique key sessions_token (token_hash),
  key sessions_user (user_id),
  constraint sessions_of_user foreign key (user_id) references users (id),
  constraint sessions_span check (expires_at > created_at)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
