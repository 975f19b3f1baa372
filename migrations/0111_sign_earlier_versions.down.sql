delete from consultation_signatures;
