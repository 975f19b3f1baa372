drop table prescription_signatures;
