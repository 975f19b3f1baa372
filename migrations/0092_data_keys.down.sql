drop table data_keys;
