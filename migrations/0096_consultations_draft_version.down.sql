alter table consultations drop column draft_version;
