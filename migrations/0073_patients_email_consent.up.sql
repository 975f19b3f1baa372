alter table patients add column email_consent boolean not null default false after email;
