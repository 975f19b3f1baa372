create table record_chunks (
  record_id binary(16) not null,
  place int unsigned not null,
  of_chunks int unsigned not null,
  sealed mediumblob null,
  key_id int unsigned null,
  primary key (record_id, place),
  key record_chunks_key (key_id),
  constraint record_chunks_of foreign key (record_id) references records (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
