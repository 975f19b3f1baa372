drop table sign_in_throttles;
