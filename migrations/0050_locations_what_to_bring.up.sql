alter table locations add column what_to_bring varchar(500) not null default '' after phone;
