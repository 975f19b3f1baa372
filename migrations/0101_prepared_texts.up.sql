create table prepared_texts (
  id binary(16) not null,
  owner_id binary(16) null,
  called varchar(110) not null,
  prepared json not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  updated_at datetime(6) not null default (utc_timestamp(6)),
  row_version int unsigned not null default 1,
  primary key (id),
  key prepared_texts_owner (owner_id, called),
  constraint prepared_texts_of_user foreign key (owner_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
