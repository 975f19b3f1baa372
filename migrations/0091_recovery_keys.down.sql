drop table recovery_keys;
