create table clinician_keys (
  user_id binary(16) not null,
  sealing_public binary(32) not null,
  signing_public binary(32) not null,
  locked blob not null,
  made_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (user_id),
  constraint clinician_keys_of foreign key (user_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
