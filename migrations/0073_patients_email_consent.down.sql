alter table patients drop column email_consent;
