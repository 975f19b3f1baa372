alter table consultations add column draft_version int unsigned not null default 0;
