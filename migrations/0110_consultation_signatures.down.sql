drop table consultation_signatures;
