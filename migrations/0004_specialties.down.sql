drop table specialties;
