create table record_versions (
  record_id binary(16) not null,
  version int unsigned not null,
  sealed mediumblob not null,
  key_id int unsigned not null,
  author_id binary(16) not null,
  saved_at datetime(6) not null default (utc_timestamp(6)),
  primary key (record_id, version),
  constraint record_versions_of foreign key (record_id) references records (id),
  constraint record_versions_author foreign key (author_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
