drop table clinician_keys;
