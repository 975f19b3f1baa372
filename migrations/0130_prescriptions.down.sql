drop table prescriptions;
