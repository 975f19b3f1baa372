create table sign_in_throttles (
  email varchar(254) not null,
  failures int unsigned not null,
  last_failed_at datetime(6) not null,
  primary key (email)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
