create table clinic_signing_keys (
  id binary(16) not null,
  public_key binary(32) not null,
  sealed varbinary(255) not null,
  key_id int unsigned not null,
  made_at datetime(6) not null default (utc_timestamp(6)),
  primary key (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
