create table data_keys (
  id int unsigned not null,
  made_by binary(16) null,
  made_at datetime(6) not null default (utc_timestamp(6)),
  primary key (id),
  constraint data_keys_by foreign key (made_by) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
