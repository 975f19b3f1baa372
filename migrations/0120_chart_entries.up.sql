create table chart_entries (
  entry_id binary(16) not null,
  version int unsigned not null,
  patient_id binary(16) not null,
  only_one varchar(16) null,
  sealed mediumblob not null,
  key_id int unsigned not null,
  author_id binary(16) not null,
  saved_at datetime(6) not null default (utc_timestamp(6)),
  primary key (entry_id, version),
  unique key chart_entries_only_one (patient_id, only_one, version),
  constraint chart_entries_of_patient foreign key (patient_id) references patients (id),
  constraint chart_entries_author foreign key (author_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
