alter table users add column password_change_due boolean not null default false;
