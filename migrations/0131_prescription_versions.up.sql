create table prescription_versions (
  prescription_id binary(16) not null,
  version int unsigned not null,
  sealed mediumblob not null,
  key_id int unsigned not null,
  author_id binary(16) not null,
  saved_at datetime(6) not null default (utc_timestamp(6)),
  primary key (prescription_id, version),
  constraint prescription_versions_of foreign key (prescription_id) references prescriptions (id),
  constraint prescription_versions_author foreign key (author_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
