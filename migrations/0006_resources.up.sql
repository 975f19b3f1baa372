create table resources (
  id int unsigned not null auto_increment,
  kind varchar(16) not null,
  primary key (id),
  constraint resources_kind check (kind in ('doctor', 'room', 'device', 'patient'))
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
