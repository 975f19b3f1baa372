alter table users drop column password_change_due;
