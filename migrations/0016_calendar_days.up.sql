create table calendar_days (
  resource_id int unsigned not null,
  day date not null,
  version bigint unsigned not null default 1,
  primary key (resource_id, day),
  constraint calendar_days_of_resource foreign key (resource_id) references resources (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
