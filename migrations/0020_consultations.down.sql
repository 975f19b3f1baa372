drop table consultations;
