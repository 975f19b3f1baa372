create table prescription_signatures (
  prescription_id binary(16) not null,
  sealed mediumblob not null,
  key_id int unsigned not null,
  signed_by binary(16) not null,
  signed_at datetime(6) not null default (utc_timestamp(6)),
  primary key (prescription_id),
  constraint prescription_signatures_of foreign key (prescription_id) references prescriptions (id),
  constraint prescription_signatures_by foreign key (signed_by) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
