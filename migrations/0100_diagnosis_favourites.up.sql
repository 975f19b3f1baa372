create table diagnosis_favourites (
  user_id binary(16) not null,
  code varchar(10) character set ascii collate ascii_bin not null,
  created_at datetime(6) not null default (utc_timestamp(6)),
  primary key (user_id, code),
  constraint diagnosis_favourites_of_user foreign key (user_id) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
