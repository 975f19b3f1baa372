drop table patients;
