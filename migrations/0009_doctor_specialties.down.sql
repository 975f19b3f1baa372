drop table doctor_specialties;
