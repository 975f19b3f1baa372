create table data_key_envelopes (
  data_key_id int unsigned not null,
  user_id binary(16) not null,
  sealing_public binary(32) not null,
  envelope varbinary(255) not null,
  made_by binary(16) null,
  made_at datetime(6) not null default (utc_timestamp(6)),
  primary key (data_key_id, user_id),
  constraint data_key_envelopes_of foreign key (data_key_id) references data_keys (id),
  constraint data_key_envelopes_to foreign key (user_id) references users (id),
  constraint data_key_envelopes_by foreign key (made_by) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
