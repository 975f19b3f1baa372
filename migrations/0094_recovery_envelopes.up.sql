create table recovery_envelopes (
  data_key_id int unsigned not null,
  recovery_key_id int unsigned not null,
  envelope varbinary(255) not null,
  primary key (data_key_id, recovery_key_id),
  constraint recovery_envelopes_of foreign key (data_key_id) references data_keys (id),
  constraint recovery_envelopes_to foreign key (recovery_key_id) references recovery_keys (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
