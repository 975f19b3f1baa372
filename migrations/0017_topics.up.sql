create table topics (
  name varchar(64) not null,
  version bigint unsigned not null default 1,
  primary key (name)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
