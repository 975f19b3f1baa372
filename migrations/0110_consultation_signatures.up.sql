create table consultation_signatures (
  consultation_id binary(16) not null,
  version int unsigned not null,
  signed_by binary(16) not null,
  signed_at datetime(6) not null default (utc_timestamp(6)),
  signature varbinary(64) null,
  signing_public varbinary(32) null,
  certificate varbinary(64) null,
  primary key (consultation_id, version),
  constraint consultation_signatures_of foreign key (consultation_id, version)
    references consultation_versions (consultation_id, version),
  constraint consultation_signatures_by foreign key (signed_by) references users (id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_unicode_520_ci;
